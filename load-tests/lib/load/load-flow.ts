import { isAbsolute, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import type { Flow, FlowModule } from './flow.js';

/** @throws Error of the module itself, of whatever class */
export async function openFlow(flow: string, options: unknown): Promise<Flow> {
  const { open } = (await import(addressOf(flow))) as Partial<FlowModule>;
  if (typeof open !== 'function') throw new Error('it exports no function named open');
  return open(options);
}

export function describeFlowError(error: unknown): string {
  if (error instanceof z.ZodError) return `its options are not valid:\n${z.prettifyError(error)}`;
  return error instanceof Error ? error.message : String(error);
}

const addressOf = (flow: string): string =>
  flow.startsWith('file:') ? flow : pathToFileURL(isAbsolute(flow) ? flow : resolve(flow)).href;
