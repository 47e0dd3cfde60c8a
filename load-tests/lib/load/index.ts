export type { Arrival, Flow, FlowModule, Outcome } from './flow.js';
export { type Arrivals, checkJob, type LoadJob } from './job.js';
export type { Latency } from '../latency/latency-recorder.js';
export type { GeneratorState, LabelledOutcomes, LoadResult, SecondOfLoad } from './load-result.js';
export { type LoadRunOptions, runLoad } from './run-load.js';
export { plannedMs } from './schedule.js';
export { HttpTarget, type LoadAnswer, type LoadRequest, outcomeOf } from './http-target.js';
export {
  FlowFailedError,
  GeneratorDiedError,
  InvalidLoadJobError,
  LoadError,
  LoadInterruptedError,
  RemoteTargetError,
} from './errors.js';
