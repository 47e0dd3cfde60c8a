import { type Arm, type ArmName, ARMS, openArms } from './arms.js';
import type { Size } from './sizes.js';

/** What each arm took in one round. */
export interface Round {
  usPerCall: Record<ArmName, number>;
  /** Calls that were not answered as they had to be, of all arms. */
  wrong: number;
}

const TELL_EVERY = 20;

/** Stops between two rounds when `signal` aborts. */
export async function measure(
  size: Pick<Size, 'rounds' | 'calls' | 'warmUpRounds'>,
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<Round[]> {
  const arms = openArms();
  const rounds: Round[] = [];
  try {
    tell(`warming up: ${size.warmUpRounds * size.calls} calls of each arm`);
    for (let index = 0; index < size.warmUpRounds && !signal.aborted; index += 1) {
      await playRound(arms, index, size.calls);
    }
    for (let index = 0; index < size.rounds && !signal.aborted; index += 1) {
      if (index % TELL_EVERY === 0) tell(`round ${index + 1} of ${size.rounds}`);
      rounds.push(await playRound(arms, index, size.calls));
    }
    return rounds;
  } finally {
    for (const name of ARMS) await arms[name].close();
  }
}

/** Another arm begins each round: what one leaves to the garbage collector is not always the same one's cost. */
async function playRound(arms: Record<ArmName, Arm>, index: number, calls: number): Promise<Round> {
  const usPerCall = Object.fromEntries(ARMS.map((name) => [name, NaN])) as Round['usPerCall'];
  let wrong = 0;
  for (let turn = 0; turn < ARMS.length; turn += 1) {
    const name = ARMS[(index + turn) % ARMS.length] ?? 'bare';
    const startedAt = performance.now();
    wrong += await wrongAnswers(arms[name], calls);
    usPerCall[name] = ((performance.now() - startedAt) * 1_000) / calls;
    // Timers and the collector have their chance between two arms, not within one.
    await new Promise(setImmediate);
  }
  return { usPerCall, wrong };
}

async function wrongAnswers(arm: Arm, calls: number): Promise<number> {
  let wrong = 0;
  for (let input = 0; input < calls; input += 1) if ((await arm.call(input)) !== input + 1) wrong += 1;
  return wrong;
}
