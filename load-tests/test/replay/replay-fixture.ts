import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RawFields } from '../../replay/input/columns.js';
import type { ReplayOptions } from '../../replay/options.js';
import type { Progress } from '../../lib/progress/progress.js';
import { replay, type ReplayReport } from '../../replay/replay.js';
import { csv, writeCsv } from './csv.js';
import type { FakeShop } from './fake-shop.js';

export interface Replayed {
  report: ReplayReport;
  /** What went to the file of refused and noted lines. */
  entries: LineEntry[];
}

export interface LineEntry {
  line: number;
  outcome: 'placed' | 'cancelling' | 'refused';
  rule?: string;
  detail?: string;
  notes?: string[];
  record: RawFields;
}

export const silent: Progress = {
  begin: () => ({ advance: () => undefined, at: () => undefined, end: () => undefined }),
  close: () => undefined,
};

/** Replays a made-up file against the fake shop. */
export async function replayed(
  shop: FakeShop,
  lines: readonly Partial<RawFields>[] | string | Buffer,
  changes: Partial<ReplayOptions> = {},
  signal = new AbortController().signal,
  progress = silent,
): Promise<Replayed> {
  const folder = await mkdtemp(join(tmpdir(), 'replay-spec-'));
  try {
    const content = typeof lines === 'string' || Buffer.isBuffer(lines) ? lines : csv(lines);
    const options: ReplayOptions = {
      file: await writeCsv(folder, content),
      speed: 0,
      limit: Infinity,
      stockShare: 1,
      concurrency: 4,
      times: undefined,
      linesFile: join(folder, 'lines.jsonl'),
      resultFile: join(folder, 'result.json'),
      stallMs: 1_000,
      urls: shop.urls,
      admin: { email: 'admin@breakwater.example', password: 'admin-password-1' },
      customerPassword: 'replay-password-1',
      ...changes,
    };
    const report = await replay(options, progress, signal);
    return { report, entries: report.placing === undefined ? [] : await readEntries(options.linesFile) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function readEntries(file: string): Promise<LineEntry[]> {
  const text = await readFile(file, 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as LineEntry);
}

/** Line and rule of each refused line. */
export const refusalsOf = (entries: readonly LineEntry[]): [number, string | undefined][] =>
  entries.filter(({ outcome }) => outcome === 'refused').map(({ line, rule }) => [line, rule]);
