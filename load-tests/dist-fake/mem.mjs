import { readOptions } from '../dist/replay/options.js';
import { replay } from '../dist/replay/replay.js';
const o = readOptions(process.argv.slice(2), {}, '/');
let last = '';
const say = (n) => {
  const m = process.memoryUsage();
  console.log(
    n.padEnd(30),
    'max',
    (process.resourceUsage().maxRSS / 1024).toFixed(0),
    'rss',
    (m.rss / 2 ** 20).toFixed(0),
    'heap',
    (m.heapUsed / 2 ** 20).toFixed(0),
    '/',
    (m.heapTotal / 2 ** 20).toFixed(0),
    'ext',
    (m.external / 2 ** 20).toFixed(0),
    'ab',
    (m.arrayBuffers / 2 ** 20).toFixed(0),
  );
};
say('start');
const r = await replay(
  o,
  {
    begin: (n) => {
      say('begin ' + n);
      return {
        advance() {},
        at() {},
        end() {
          say('end ' + n);
        },
      };
    },
    close() {},
  },
  new AbortController().signal,
);
say('done');
console.log(r.failure);
