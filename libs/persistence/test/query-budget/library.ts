import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Controller, Get, Injectable, Module, Param } from '@nestjs/common';
import { type ConfigOf, defineConfig, Public, ServiceModule, serviceSettings } from '@breakwater/service-kit';
import { Column, DataSource, Entity, type EntityManager, PrimaryColumn } from 'typeorm';
import { databaseSettings, PersistenceModule, Transactions, type WorkBudgets } from '../../src/index.js';

export const definition = defineConfig('library', { ...serviceSettings({ port: 0 }), ...databaseSettings('library') });

@Entity('book')
export class Book {
  @PrimaryColumn('integer') id: number;
  @Column('text') title: string;
}

/** The ways in which code asks, each a statement as often as it is told; `// asks: <way>` marks the line that asks. */
@Injectable()
export class Asking {
  constructor(
    private readonly dataSource: DataSource,
    private readonly transactions: Transactions,
  ) {}

  async find(ids: number[]): Promise<void> {
    for (const id of ids) {
      await this.dataSource.getRepository(Book).findOneBy({ id }); // asks: find
    }
  }

  async allAtOnce(ids: number[]): Promise<void> {
    await Promise.all(ids.map((id) => this.dataSource.getRepository(Book).find({ where: { id } }))); // asks: allAtOnce
  }

  async arrows(ids: number[]): Promise<void> {
    await Promise.all(
      ids.map(async (id) => {
        const book = await this.dataSource.getRepository(Book).findOneBy({ id }); // asks: arrows
        return book?.title;
      }),
    );
  }

  async builder(ids: number[]): Promise<void> {
    for (const id of ids) {
      await this.dataSource.createQueryBuilder(Book, 'book').where('book.id = :id', { id }).getMany(); // asks: builder
    }
  }

  async raw(ids: number[]): Promise<void> {
    for (const id of ids) {
      await this.dataSource.query(`SELECT title FROM book WHERE id = ${id} AND title <> '${id}'`); // asks: raw
    }
  }

  async insert(ids: number[]): Promise<void> {
    for (const id of ids) {
      await this.dataSource.getRepository(Book).insert({ id, title: `Volume ${id}` }); // asks: insert
    }
  }

  async save(ids: number[]): Promise<void> {
    for (const id of ids) {
      await this.dataSource.getRepository(Book).save({ id, title: `Volume ${id}` }); // asks: save
    }
  }

  async inTransaction(ids: number[]): Promise<void> {
    await this.transactions.run(async (tx) => {
      for (const id of ids) {
        await tx.findOneBy(Book, { id }); // asks: inTransaction
      }
    });
  }

  async rawInTransaction(ids: number[]): Promise<void> {
    await this.transactions.run(async (tx) => {
      for (const id of ids) await tx.query('SELECT title FROM book WHERE id = $1', [id]); // asks: rawInTransaction
    });
  }

  async passedOn(ids: number[]): Promise<void> {
    for (const id of ids) {
      await this.bookOf(id); // asks: passedOn
    }
  }

  async passedOnTwice(ids: number[]): Promise<void> {
    for (const id of ids) {
      await this.bookAnyway(id); // asks: passedOnTwice
    }
  }

  private async bookAnyway(id: number): Promise<Book | null> {
    return this.bookOf(id);
  }

  /** Hands on what it was handed without awaiting it: no frame of it is left when the statement is sent. */
  private bookOf(id: number): Promise<Book | null> {
    return this.dataSource.getRepository(Book).findOneBy({ id });
  }
}

export const ways = [
  'find',
  'allAtOnce',
  'arrows',
  'builder',
  'raw',
  'insert',
  'save',
  'inTransaction',
  'rawInTransaction',
  'passedOn',
  'passedOnTwice',
] as const;
export type Way = (typeof ways)[number];

/** Statements no two of which are the same; each with the next one's number of columns. */
export async function askDifferently(asked: DataSource | EntityManager, statements: number): Promise<void> {
  for (let index = 0; index < statements; index += 1) await asked.query(`SELECT 1 AS ${'c'.repeat(index + 1)}`);
}

@Public()
@Controller()
class LibraryController {
  constructor(
    private readonly asking: Asking,
    private readonly dataSource: DataSource,
    private readonly transactions: Transactions,
  ) {}

  @Get('ask/:way/:times')
  async ask(@Param() { way, times }: { way: Way; times: string }): Promise<void> {
    await this.asking[way](idsOf(times));
  }

  /** Has a budget of its own. */
  @Get('generous/:times')
  async generous(@Param() { times }: { times: string }): Promise<void> {
    await this.asking.find(idsOf(times));
  }

  @Get('different/:times')
  async different(@Param() { times }: { times: string }): Promise<void> {
    await askDifferently(this.dataSource, Number(times));
  }

  /** Nine statements, and as many of BEGIN and COMMIT and savepoints. */
  @Get('transactions')
  async manyTransactions(): Promise<void> {
    for (const column of ['one', 'two', 'three']) {
      await this.transactions.run(async (tx) => {
        await tx.query(`SELECT 1 AS ${column}_first`);
        await tx.query(`SELECT 1 AS ${column}_second`);
        await tx.transaction((inner) => inner.query(`SELECT 1 AS ${column}_third`));
      });
    }
  }

  /** Three attempts of four statements. */
  @Get('deadlock')
  async deadlock(): Promise<void> {
    let attempt = 0;
    await this.transactions.run(async (tx) => {
      attempt += 1;
      await askDifferently(tx, 3);
      if (attempt < 3) await tx.query(`DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END $$`);
    });
  }

  /** Hides what went wrong from its caller. */
  @Get('catching/:times')
  async catching(@Param() { times }: { times: string }): Promise<{ caught: string | null }> {
    try {
      await this.asking.insert(idsOf(times));
      return { caught: null };
    } catch (error) {
      return { caught: error instanceof Error ? error.constructor.name : 'something' };
    }
  }
}

const idsOf = (times: string): number[] => Array.from({ length: Number(times) }, (_, index) => index + 1);

@Module({})
export class LibraryModule {
  static register(config: ConfigOf<typeof definition>, budgets?: WorkBudgets) {
    return {
      module: LibraryModule,
      imports: [
        ServiceModule.register(config),
        PersistenceModule.register(config, { entities: [Book], ...(budgets && { budgets }) }),
      ],
      controllers: [LibraryController],
      providers: [Asking],
    };
  }
}

const FILE = 'libs/persistence/test/query-budget/library.ts';

/** Where a way asks, as a breach has it. */
export const placeOf = (way: Way): string => markedLine(fileURLToPath(import.meta.url), FILE, `// asks: ${way}`);

/** @returns `<name>:<line>` of the line that ends with the mark */
export function markedLine(path: string, name: string, mark: string): string {
  const lines = readFileSync(path, 'utf8').split('\n');
  return `${name}:${lines.findIndex((line) => line.endsWith(mark)) + 1}`;
}
