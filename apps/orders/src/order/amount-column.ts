import type { ValueTransformer } from 'typeorm';

/** pg reads bigint as text, as it may exceed a number; amounts and weights here stay far inside JavaScript's exact integers. */
export const amount: ValueTransformer = {
  to: (value: number | null) => value,
  from: (value: string | null) => (value === null ? null : Number(value)),
};
