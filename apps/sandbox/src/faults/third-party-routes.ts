import { carrierNames } from '../carriers/tariffs.js';

interface ThirdPartyRoute {
  /** Parameter of the path that names whom the route stands for, where it stands for several. */
  readonly targetParameter?: string;
}

const carrier: ThirdPartyRoute = { targetParameter: 'carrier' };

/**
 * The routes that stand for a third party, and the only ones that faults reach: never health, metrics and documentation, nor
 * the ways to look into the inbox, by which a test sees what a fault has done.
 */
export const thirdPartyRoutes: ReadonlyMap<string, ThirdPartyRoute> = new Map([
  ['POST /carriers/:carrier/rates', carrier],
  ['POST /carriers/:carrier/labels', carrier],
  ['POST /carriers/:carrier/labels/:labelId/void', carrier],
  ['POST /email/messages', {}],
]);

/** Whom a fault can single out. */
export const targets: readonly string[] = carrierNames;

export const EVERY_ROUTE = '*';

export const hasTargets = (route: string): boolean =>
  route === EVERY_ROUTE || thirdPartyRoutes.get(route)?.targetParameter !== undefined;
