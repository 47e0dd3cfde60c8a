import { readFile } from 'node:fs/promises';
import { z } from 'zod';

/** What of a V8 CPU profile is used here (`node --cpu-prof`). */
const cpuProfile = z.object({
  nodes: z.array(
    z.object({
      id: z.int(),
      callFrame: z.object({ functionName: z.string(), url: z.string(), lineNumber: z.int() }),
      children: z.array(z.int()).optional(),
    }),
  ),
  samples: z.array(z.int()),
  /** Microseconds from one sample to the next; the first from `startTime`, of the machine's monotonic clock. */
  timeDeltas: z.array(z.number()),
  startTime: z.number(),
});
export type CpuProfile = z.infer<typeof cpuProfile>;

export async function readCpuProfile(file: string): Promise<CpuProfile> {
  return cpuProfile.parse(JSON.parse(await readFile(file, 'utf8')));
}

/** A function on the stack. */
export interface Frame {
  functionName: string;
  url: string;
  /** From 1. */
  line: number;
}

/** Self time in microseconds per place on the stack, from the innermost frame outwards. */
export function selfTimes(profile: CpuProfile, fromUs: number, toUs: number): { stack: Frame[]; us: number }[] {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const parents = new Map(
    profile.nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)),
  );
  const spent = new Map<number, number>();
  let at = profile.startTime;
  profile.samples.forEach((id, index) => {
    // What was seen at a sample is taken to have gone on until the next one.
    at += profile.timeDeltas[index] ?? 0;
    const lasted = Math.max(0, profile.timeDeltas[index + 1] ?? 0);
    if (at >= fromUs && at < toUs) spent.set(id, (spent.get(id) ?? 0) + lasted);
  });
  return [...spent].map(([id, us]) => {
    const stack: Frame[] = [];
    for (let node = nodes.get(id); node !== undefined; node = nodes.get(parents.get(node.id) ?? -1)) {
      const { functionName, url, lineNumber } = node.callFrame;
      stack.push({ functionName, url, line: lineNumber + 1 });
    }
    return { stack, us };
  });
}
