import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { problemsOf } from './check-guarantees.ts';
import { type Chapter, mechanismsOf } from './guarantee.ts';
import { HELP, ProveOptionsError, readProveOptions, type ProveOptions } from './prove-options.ts';
import { prove } from './prove.ts';
import { describeProof, resultOf } from './report.ts';
import { SpecRunner } from './spec-runner.ts';
import { WorkspaceCopy } from './workspace-copy.ts';

/**
 * Proves the guarantees of the workspace in the current folder, in a copy of it; prints what it finds and writes the result.
 *
 * @returns the exit code: 0 all proven, 1 not, 2 wrong options. Interrupted, it ends the process with 130
 */
export async function proveCommand(chapters: readonly Chapter[], args: readonly string[]): Promise<number> {
  const problems = problemsOf(chapters, (path) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined));
  if (problems.length > 0) {
    console.error(`The guarantees (tools/guarantees/chapters) do not hold:\n${problems.join('\n')}`);
    return 1;
  }
  try {
    const options = readProveOptions(args, mechanismsOf(chapters));
    if (options) return await run(options);
    console.log(HELP);
    return 0;
  } catch (error) {
    if (!(error instanceof ProveOptionsError)) throw error;
    console.error(`${error.message}\n\n${HELP}`);
    return 2;
  }
}

async function run(options: ProveOptions): Promise<number> {
  const original = process.cwd();
  const workspace = new WorkspaceCopy(original);
  let runner: SpecRunner | undefined;
  try {
    // After the first signal others change nothing: ended at once, the servers of the tests would stay.
    const interrupted = new Promise<number>((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve(130));
    });
    runner = await SpecRunner.start(workspace.root);
    const code = await Promise.race([proveIn(workspace, runner, original, options), interrupted]);
    if (code === 130) console.error('\ninterrupted: waiting for the tests under way, then removing the copy');
    return code;
  } finally {
    await runner?.close();
    process.chdir(original);
    workspace.remove();
  }
}

async function proveIn(
  workspace: WorkspaceCopy,
  runner: SpecRunner,
  original: string,
  { mechanisms, size, result, verbose }: ProveOptions,
): Promise<number> {
  console.log(`${mechanisms.length} mechanisms; first their tests with all of them in place`);
  const proofs = await prove(mechanisms, { workspace, runner }, (proof) =>
    console.log(describeProof(proof, { verbose })),
  );
  const failed = proofs.filter(({ problems }) => problems.length > 0).length;
  const resultFile = resolve(original, result);
  mkdirSync(dirname(resultFile), { recursive: true });
  writeFileSync(resultFile, `${JSON.stringify(resultOf(proofs, size), null, 2)}\n`);
  console.log(`\n${proofs.length - failed} of ${proofs.length} mechanisms proven; result in ${result}`);
  return failed === 0 ? 0 : 1;
}
