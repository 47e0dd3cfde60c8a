import { timestamp } from '@breakwater/contracts';
import { z } from 'zod';
import { GARBAGE_SHAPES } from './garbage.js';
import { EVERY_ROUTE, hasTargets, targets, thirdPartyRoutes } from './third-party-routes.js';

const LONGEST_SHOWN = 100;

const received = (value: unknown): string =>
  `received ${value === undefined ? 'nothing' : JSON.stringify(value).slice(0, LONGEST_SHOWN)}`;

/** Says what came as well as what should have: faults are written by hand, often into a command line. */
const expecting = (what: string) => ({
  error: ({ input }: { input?: unknown }) => `${received(input)}; expected ${what}`,
});

function whole(what: string, min: number, max: number) {
  const expected = expecting(`${what}, a whole number from ${min} to ${max}`);
  return z.int(expected).min(min, expected).max(max, expected);
}

const oneOf = <const T extends readonly string[]>(values: T) =>
  z.enum(values, expecting(`one of ${values.map((value) => JSON.stringify(value)).join(', ')}`));

const duration = whole('milliseconds', 1, 600_000);
const after = z.boolean(expecting('true or false')).default(false);

const everyFault = {
  route: oneOf([...thirdPartyRoutes.keys(), EVERY_ROUTE]),
  target: oneOf(targets).optional(),
  percent: whole('how many of a hundred requests', 1, 100).default(100),
  seconds: whole('seconds until the fault ends by itself', 1, 3_600),
};

const variants = [
  z.strictObject({
    kind: z.literal('latency'),
    ...everyFault,
    ms: duration,
    jitterMs: whole('milliseconds', 0, 600_000).default(0),
  }),
  z.strictObject({ kind: z.literal('hang'), ...everyFault, after }),
  z.strictObject({ kind: z.literal('error'), ...everyFault, after, status: whole('a status', 500, 599).default(500) }),
  z.strictObject({ kind: z.literal('drop'), ...everyFault, after }),
  z.strictObject({ kind: z.literal('slow-body'), ...everyFault, ms: duration }),
  z.strictObject({ kind: z.literal('garbage'), ...everyFault, shape: oneOf(GARBAGE_SHAPES) }),
  z.strictObject({ kind: z.literal('rate-limit'), ...everyFault, perSecond: whole('requests', 0, 100_000) }),
] as const;

export const FAULT_KINDS = variants.map(({ shape }) => shape.kind.value);

const expectedFault = {
  error: ({ code, input }: { code?: string; input?: unknown }) =>
    code === 'invalid_union'
      ? expecting(`one of ${FAULT_KINDS.map((kind) => `"${kind}"`).join(', ')}`).error({
          input: (input as { kind?: unknown }).kind,
        })
      : expecting('a fault, an object with "kind", "route" and "seconds"').error({ input }),
};

/** One fault, as it is asked for. */
export const faultBody = z.discriminatedUnion('kind', variants, expectedFault).superRefine((fault, context) => {
  if (fault.target === undefined || hasTargets(fault.route)) return;
  const message = `${received(fault.target)}, but ${fault.route} stands for one third party alone; leave "target" out`;
  context.addIssue({ code: 'custom', path: ['target'], message });
});
export type FaultBody = z.infer<typeof faultBody>;

/** All the faults that there shall be: what a file in `apps/sandbox/faults` holds. */
export const scenarioBody = z.strictObject({
  description: z.string(expecting('text')).max(1_000).optional(),
  faults: z.array(faultBody, expecting('a list of faults')),
});
export type ScenarioBody = z.infer<typeof scenarioBody>;

/** A fault that is there, with all that it was asked for with. */
export const faultView = z.looseObject({
  id: z.uuid(),
  kind: z.enum(FAULT_KINDS),
  route: z.string(),
  createdAt: timestamp,
  expiresAt: timestamp,
  remainingMs: z.int(),
  seen: z.int(),
  hits: z.int(),
  held: z.int(),
});

export const faultList = z.object({ faults: z.array(faultView) });
