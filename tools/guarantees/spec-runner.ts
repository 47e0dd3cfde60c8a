import { relative } from 'node:path';
import { createVitest, type TestModule, type Vitest } from 'vitest/node';
import type { TestReference } from './guarantee.ts';
import { titlePattern } from './spec-titles.ts';
import type { SpecOutcome, TestError } from './verdict.ts';

/** Runs specs of one workspace again and again. Servers that they share (vitest's global set-up) are started once. */
export class SpecRunner {
  readonly #vitest: Vitest;
  readonly #root: string;
  #closed = false;

  private constructor(vitest: Vitest, root: string) {
    this.#vitest = vitest;
    this.#root = root;
  }

  /** Moves the process into `root`: the workspace's configuration names its files from there. */
  static async start(root: string): Promise<SpecRunner> {
    process.chdir(root);
    const removeAdded = watchSignalListeners();
    const vitest = await createVitest('test', { root, watch: false, reporters: [{}], coverage: { enabled: false } });
    await vitest.standalone();
    removeAdded();
    return new SpecRunner(vitest, root);
  }

  /**
   * Runs these tests, and no others of their files.
   *
   * @param changed files that are not as they were at the last run
   * @throws Error when {@link close} ended the run
   */
  async run(tests: readonly TestReference[], changed: readonly string[]): Promise<SpecOutcome[]> {
    for (const file of changed) this.#vitest.invalidateFile(`${this.#root}/${file}`);
    const titles = [...new Set(tests.map(({ title }) => titlePattern(title)))];
    this.#vitest.setGlobalTestNamePattern(new RegExp(`(^|\\s)(${titles.join('|')})$`));
    const files = new Set(tests.map(({ file }) => `${this.#root}/${file}`));
    const { testModules } = await this.#vitest.runTestFiles([...files]);
    if (this.#closed) throw new Error('the runner was closed during the run, which says nothing then');
    return testModules.filter(({ moduleId }) => files.has(moduleId)).map((module) => this.#outcomeOf(module));
  }

  /** Ends a run under way and the shared servers. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#vitest.cancelCurrentRun('keyboard-input');
    await this.#vitest.close();
  }

  #outcomeOf(module: TestModule): SpecOutcome {
    return {
      file: relative(this.#root, module.moduleId),
      errors: [...module.errors(), ...[...module.children.allSuites()].flatMap((suite) => suite.errors())].map(errorOf),
      tests: [...module.children.allTests()].map((test) => {
        const { state, errors } = test.result();
        return { title: test.name, state, errors: (errors ?? []).map(errorOf) };
      }),
    };
  }
}

const errorOf = ({ name, message }: { name?: string; message: string }): TestError => ({
  name: name ?? 'Error',
  message,
});

/** Vitest ends the process at a signal, and leaves servers. @returns what removes the listeners added since */
function watchSignalListeners(): () => void {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const kept = signals.map((signal) => new Set(process.listeners(signal)));
  return () =>
    signals.forEach((signal, index) => {
      for (const listener of process.listeners(signal)) if (!kept[index]!.has(listener)) process.off(signal, listener);
    });
}
