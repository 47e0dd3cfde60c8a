import { SingleBar } from 'cli-progress';

/** One step of the replay that takes a while. */
export interface ProgressStep {
  advance(by?: number): void;
  /** Where it is now, for a step that can move in leaps or whose end moves. */
  at(done: number, total: number): void;
  end(): void;
}

/** Shows how far the replay is; one step at a time. */
export interface Progress {
  /** @param total 0 when it is not known */
  begin(name: string, total: number): ProgressStep;
  /** Ends the step under way, if there is one, so that nothing is left of a bar when something failed. */
  close(): void;
}

const PLAIN_EVERY_MS = 5_000;
const NAME_WIDTH = 30;

/** A bar where someone is watching, else a line every few seconds. */
export function progressOn(stream: NodeJS.WriteStream): Progress {
  let current: ProgressStep | undefined;
  return {
    begin(name, total) {
      const step = stream.isTTY ? bar(stream, name, total) : plainLines(stream, name, total);
      current = {
        ...step,
        end() {
          current = undefined;
          step.end();
        },
      };
      return current;
    },
    close: () => current?.end(),
  };
}

function bar(stream: NodeJS.WriteStream, name: string, total: number): ProgressStep {
  const known = ' {bar} {percentage}% · {value}/{total} · {duration_formatted} · ETA {eta_formatted}';
  const format = name.padEnd(NAME_WIDTH) + (total > 0 ? known : ' {value} · {duration_formatted}');
  const shown = new SingleBar({ stream, format, hideCursor: true, barsize: 30, etaBuffer: 200, fps: 8 });
  shown.start(total, 0);
  return {
    advance: (by = 1) => shown.increment(by),
    at: (done, all) => {
      shown.setTotal(all);
      shown.update(done);
    },
    end: () => shown.stop(),
  };
}

function plainLines(stream: NodeJS.WriteStream, name: string, total: number): ProgressStep {
  const startedAt = performance.now();
  let toldAt = startedAt;
  let [done, all] = [0, total];
  const tell = () => {
    toldAt = performance.now();
    stream.write(`${name}: ${done}${all > 0 ? ` of ${all}` : ''}, ${((toldAt - startedAt) / 1000).toFixed(1)} s\n`);
  };
  const moveTo = (nowDone: number, nowAll: number) => {
    [done, all] = [nowDone, nowAll];
    if (performance.now() - toldAt >= PLAIN_EVERY_MS) tell();
  };
  return { advance: (by = 1) => moveTo(done + by, all), at: moveTo, end: tell };
}
