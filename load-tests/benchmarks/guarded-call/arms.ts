import { bareArm } from './bare.arm.js';
import { cockatielArm } from './cockatiel.arm.js';
import { aloneArm, inServiceArm } from './external-call.arms.js';
import { opossumArm } from './opossum.arm.js';

export const ARMS = ['bare', 'opossum', 'cockatiel', 'externalCall', 'externalCallInService'] as const;
export type ArmName = (typeof ARMS)[number];

/** One way to make the same call. */
export interface Arm {
  /** @returns the price that was answered; NaN when the answer was none */
  call(input: number): Promise<number>;
  close(): void | Promise<void>;
}

export function openArms(): Record<ArmName, Arm> {
  return {
    bare: bareArm(),
    opossum: opossumArm(),
    cockatiel: cockatielArm(),
    externalCall: aloneArm(),
    externalCallInService: inServiceArm(),
  };
}
