import { SingleBar } from 'cli-progress';

/** One step of the replay that takes a while. */
export interface ProgressStep {
  advance(by?: number): void;
  /** Where it is now, for a step that can move in leaps or whose end moves. */
  at(done: number, total: number): void;
  end(): void;
}

/** Shows how far the replay is. */
export interface Progress {
  /** @param total 0 when it is not known */
  begin(name: string, total: number): ProgressStep;
}

const PLAIN_EVERY_MS = 5_000;
const NAME_WIDTH = 30;

/** A bar where someone is watching, else a line every few seconds. */
export const progressOn = (stream: NodeJS.WriteStream): Progress => (stream.isTTY ? bars(stream) : plainLines(stream));

function bars(stream: NodeJS.WriteStream): Progress {
  return {
    begin(name, total) {
      const format =
        total > 0
          ? ' {bar} {percentage}% · {value}/{total} · {duration_formatted} · ETA {eta_formatted}'
          : ' {value} · {duration_formatted}';
      const bar = new SingleBar({
        stream,
        format: name.padEnd(NAME_WIDTH) + format,
        hideCursor: true,
        barsize: 30,
        etaBuffer: 200,
        fps: 8,
      });
      bar.start(total, 0);
      return {
        advance: (by = 1) => bar.increment(by),
        at: (done, now) => {
          bar.setTotal(now);
          bar.update(done);
        },
        end: () => bar.stop(),
      };
    },
  };
}

function plainLines(stream: NodeJS.WriteStream): Progress {
  return {
    begin(name, total) {
      const startedAt = performance.now();
      let toldAt = startedAt;
      let [done, all] = [0, total];
      const tell = () => {
        const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
        stream.write(`${name}: ${done}${all > 0 ? ` of ${all}` : ''}, ${seconds} s\n`);
      };
      const tellNowAndThen = () => {
        if (performance.now() - toldAt < PLAIN_EVERY_MS) return;
        toldAt = performance.now();
        tell();
      };
      return {
        advance: (by = 1) => {
          done += by;
          tellNowAndThen();
        },
        at: (now, nowAll) => {
          [done, all] = [now, nowAll];
          tellNowAndThen();
        },
        end: tell,
      };
    },
  };
}
