import { type CallResult, createTestDatabase, startTestService, type TestDatabase } from '@breakwater/testing';
import { AppModule } from '../src/app.module.js';
import { Label } from '../src/carriers/label.entity.js';
import { sandboxConfig } from '../src/config.js';
import { migrations } from '../src/database/migrations/index.js';

export const createSandboxDatabase = (): Promise<TestDatabase> => createTestDatabase({ entities: [Label], migrations });

export const startSandbox = (database: TestDatabase, env: Record<string, string> = {}) =>
  startTestService({
    definition: sandboxConfig,
    register: (config) => AppModule.register(config),
    env: { DATABASE_URL: database.url, DATABASE_POOL_SIZE: '5', ...env },
  });

export type Sandbox = Awaited<ReturnType<typeof startSandbox>>;

export interface ProblemBody {
  status: number;
  detail: string;
  code: string;
  errors?: { path: string; message: string }[];
}

export const problemIn = ({ body }: CallResult): ProblemBody => body as ProblemBody;
