import type { EntityManager, EntityTarget, ObjectLiteral } from 'typeorm';

/** By the names of the database's columns. */
export type JsonRow = Readonly<Record<string, unknown>>;

/**
 * The entity of a row that a statement of our own returned as JSON (`row_to_json`, `json_agg`), equal to what TypeORM reads: the
 * entity's own columns name and convert the values. As JSON, and not as `*`: a prepared statement fails once a migration adds
 * a column to what it returns, and a new key of an object does no harm. Numbers must be safe integers, as JSON is read with
 * JavaScript's.
 *
 * @param row with all of the entity's columns
 * @see https://www.postgresql.org/docs/current/functions-json.html
 */
export function entityFromJson<Entity extends ObjectLiteral>(
  { dataSource }: EntityManager,
  target: EntityTarget<Entity>,
  row: JsonRow,
): Entity {
  const metadata = dataSource.getMetadata(target);
  const entity = metadata.create() as Entity;
  for (const column of metadata.columns) {
    column.setEntityValue(entity, dataSource.driver.prepareHydratedValue(row[column.databaseName], column));
  }
  return entity;
}
