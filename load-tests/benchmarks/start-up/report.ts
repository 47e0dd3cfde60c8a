import { atMost, exactly, type Check } from '../../lib/results/result.js';
import { services, type Repeat } from './measure.js';
import { spreadOf } from './spread.js';

/** What was promised. */
export const LIMITS = {
  firstOrderSeconds: 20,
  allProcessesMb: 1536,
  stopSeconds: 5,
  serviceReadySeconds: 0.7,
  serviceMb: 140,
} as const;

/** Medians over the repeats, except where one failure is too many. */
export function startUpReport(repeats: readonly Repeat[]): { arms: Record<string, unknown>; checks: Check[] } {
  const of = (value: (repeat: Repeat) => number, digits = 1) => spreadOf(repeats.map(value), digits);
  const shop = {
    firstOrderSeconds: of(({ firstOrderMs }) => firstOrderMs / 1000, 2),
    pssMbAtFirstOrder: of(({ memoryAtFirstOrder }) => memoryAtFirstOrder.pssMb),
    pssMbIdle: of(({ memoryIdle }) => memoryIdle.pssMb),
    rssMbIdle: of(({ memoryIdle }) => memoryIdle.rssMb),
    processes: of(({ memoryIdle }) => memoryIdle.processes, 0),
    stopSeconds: of(({ stopMs }) => stopMs / 1000, 2),
    processesLeft: of(({ processesLeft }) => processesLeft, 0),
  };
  const each = services.map((service) => {
    const cold = repeats.map((repeat) => repeat.cold[service]);
    const warm = repeats.flatMap((repeat) => repeat.warm.map((start) => start[service]));
    return {
      service,
      readySeconds: spreadOf(
        warm.map(({ readyMs }) => readyMs / 1000),
        3,
      ),
      readySecondsWithoutCompileCache: spreadOf(
        cold.map(({ readyMs }) => readyMs / 1000),
        3,
      ),
      cpuSeconds: spreadOf(
        warm.map(({ cpuMs }) => cpuMs / 1000),
        2,
      ),
      rssMb: spreadOf(warm.map(({ rssMb }) => rssMb)),
      pssMb: spreadOf(warm.map(({ pssMb }) => pssMb)),
      peakRssMb: spreadOf(warm.map(({ peakRssMb }) => peakRssMb)),
    };
  });
  const checks = [
    atMost('npm start to the first confirmed order', shop.firstOrderSeconds.median, 's', LIMITS.firstOrderSeconds),
    atMost('all processes at the first confirmed order', shop.pssMbAtFirstOrder.median, 'MB', LIMITS.allProcessesMb),
    atMost('all processes, idle', shop.pssMbIdle.median, 'MB', LIMITS.allProcessesMb),
    atMost('Ctrl-C until everything has ended, slowest', shop.stopSeconds.highest, 's', LIMITS.stopSeconds),
    exactly('processes left after Ctrl-C, worst', shop.processesLeft.highest, 'processes', 0),
    ...each.flatMap(({ service, readySeconds, rssMb }) => [
      atMost(`${service}: spawn to the first 200`, readySeconds.median, 's', LIMITS.serviceReadySeconds),
      atMost(`${service}: memory`, rssMb.median, 'MB', LIMITS.serviceMb),
    ]),
  ];
  return { arms: { shop, ...Object.fromEntries(each.map(({ service, ...figures }) => [service, figures])) }, checks };
}
