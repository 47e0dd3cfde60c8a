import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { TestingModuleBuilder } from '@nestjs/testing';
import { DataSource, type QueryRunner, type ReplicationMode } from 'typeorm';
import { repository } from '../../lib/processes/node-process.js';
import { SliceClock } from './slices.js';

/** Counting takes place in what the data source makes for each statement: while it is off, that is TypeORM's own. */
async function switchCounting(clock: SliceClock): Promise<void> {
  const compiled = pathToFileURL(join(repository, 'libs/persistence/dist/query-budget/counting-data-source.js')).href;
  const { CountingDataSource } = (await import(compiled)) as { CountingDataSource: typeof DataSource };
  const counting = Reflect.get(CountingDataSource.prototype, 'createQueryRunner');
  const plain = Reflect.get(DataSource.prototype, 'createQueryRunner');
  CountingDataSource.prototype.createQueryRunner = function createQueryRunner(mode?: ReplicationMode): QueryRunner {
    clock.saw();
    return (clock.isCounting ? counting : plain).call(this, mode);
  };
}

// Where slices are written stands in the URL by which this module is imported.
const file = new URL(import.meta.url).searchParams.get('slices');
if (file === null) throw new Error('the URL of this module must say where slices are written: ?slices=<file>');
await switchCounting(new SliceClock(file));

/** Nothing is replaced in the service: what counts is switched, from outside. */
export const unprotected = (builder: TestingModuleBuilder): TestingModuleBuilder => builder;
