import { databaseSettings, PersistenceModule } from '@breakwater/persistence';
import {
  bootstrapService,
  type ConfigOf,
  defineConfig,
  Public,
  ServiceModule,
  serviceSettings,
} from '@breakwater/service-kit';
import { Controller, Get, Injectable, Module } from '@nestjs/common';
import { Column, DataSource, Entity, PrimaryColumn } from 'typeorm';

const definition = defineConfig('loop', { ...serviceSettings({ port: 0 }), ...databaseSettings('loop') });

@Entity('book')
class Book {
  @PrimaryColumn('integer') id: number;
  @Column('text') title: string;
}

@Injectable()
class BookRepository {
  constructor(private readonly dataSource: DataSource) {}

  async titlesOf(ids: readonly number[]): Promise<string[]> {
    const titles: string[] = [];
    for (const id of ids) {
      const book = await this.dataSource.getRepository(Book).findOne({ where: { id } }); // asks: in a loop
      titles.push(book?.title ?? 'unknown');
    }
    return titles;
  }

  async manyOf(ids: readonly number[]): Promise<(Book | null)[]> {
    return Promise.all(ids.map((id) => this.dataSource.getRepository(Book).findOneBy({ id })));
  }
}

@Public()
@Controller('books')
class BookController {
  constructor(private readonly books: BookRepository) {}

  @Get('titles')
  titles(): Promise<string[]> {
    return this.books.titlesOf([1, 2, 3, 4, 5, 6, 7]);
  }

  @Get('many')
  async many(): Promise<number> {
    const books = await this.books.manyOf([1, 2, 3, 4, 5, 6, 7]); // asks: all at once
    return books.length;
  }
}

@Module({})
class LoopModule {
  static register(config: ConfigOf<typeof definition>) {
    return {
      module: LoopModule,
      imports: [ServiceModule.register(config), PersistenceModule.register(config, { entities: [Book] })],
      controllers: [BookController],
      providers: [BookRepository],
    };
  }
}

await bootstrapService(definition, (config) => LoopModule.register(config));
