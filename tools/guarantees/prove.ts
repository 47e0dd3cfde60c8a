import type { Mechanism, TestReference } from './guarantee.ts';
import { type SpecOutcome, type Verdict, verdictOf } from './verdict.ts';

/** A copy of the workspace, to be changed. */
export interface Workspace {
  apply(edits: Mechanism['without']): () => void;
}

export interface Runner {
  run(tests: readonly TestReference[], changed: readonly string[]): Promise<SpecOutcome[]>;
}

/** Whether a mechanism is what its tests say. No problem: without it, every one of them failed. */
export interface Proof {
  id: string;
  problems: string[];
  /** What each test said that failed. */
  noticed: { test: TestReference; by: string }[];
  seconds: number;
}

/**
 * Runs the tests of all mechanisms as the workspace is, then those of each mechanism with it taken out, one after the other.
 * Without the first nothing would be proven: a test that always fails notices everything.
 *
 * @param onProof hears of each proof as it is made
 */
export async function prove(
  mechanisms: readonly Mechanism[],
  { workspace, runner }: { workspace: Workspace; runner: Runner },
  onProof: (proof: Proof) => void,
): Promise<Proof[]> {
  const healthy = await runner.run(
    mechanisms.flatMap(({ noticedBy }) => noticedBy),
    [],
  );
  const proofs: Proof[] = [];
  let restored: string[] = [];
  for (const mechanism of mechanisms) {
    const startedAt = performance.now();
    const { id, noticedBy, without } = mechanism;
    const proof: Proof = {
      id,
      problems: noticedBy.flatMap((test) => unhealthy(verdictOf(healthy, test), test)),
      noticed: [],
      seconds: 0,
    };
    if (proof.problems.length === 0) {
      const files = without.map(({ file }) => file);
      const restore = workspace.apply(without);
      try {
        const run = await runner.run(noticedBy, [...restored, ...files]);
        for (const test of noticedBy) judge(verdictOf(run, test), test, proof);
      } finally {
        restore();
        restored = files;
      }
    }
    proof.seconds = (performance.now() - startedAt) / 1_000;
    proofs.push(proof);
    onProof(proof);
  }
  return proofs;
}

function unhealthy(verdict: Verdict, test: TestReference): string[] {
  if (verdict.kind === 'passed') return [];
  const why = verdict.kind === 'noticed' ? verdict.by : verdict.because;
  return [`${test.file}: "${test.title}" does not pass as the sources are: ${why} → mend it first`];
}

function judge(verdict: Verdict, test: TestReference, proof: Proof): void {
  if (verdict.kind === 'noticed') proof.noticed.push({ test, by: verdict.by });
  else if (verdict.kind === 'passed')
    proof.problems.push(
      `${test.file}: "${test.title}" passes without the mechanism → make it notice, or name one that does`,
    );
  else proof.problems.push(`${test.file}: ${verdict.because}`);
}
