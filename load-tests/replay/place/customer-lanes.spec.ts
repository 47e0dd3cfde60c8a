import { describe, expect, it } from 'vitest';
import { CustomerLanes } from './customer-lanes.js';

/** Work that ends when it is told to. */
function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open: () => open(), opened };
}

describe('lanes', () => {
  it('keep one customer’s work in order and let others pass', async () => {
    const lanes = new CustomerLanes(3);
    const [first, log] = [gate(), [] as string[]];
    await lanes.enter('a', () => first.opened.then(() => void log.push('a1')));
    await lanes.enter('a', () => Promise.resolve(void log.push('a2')));
    await lanes.enter('b', () => Promise.resolve(void log.push('b1')));
    await Promise.resolve();
    expect(log).toEqual(['b1']);
    first.open();
    await lanes.empty();
    expect(log).toEqual(['b1', 'a1', 'a2']);
  });

  it('let nobody enter beyond their width', async () => {
    const lanes = new CustomerLanes(2);
    const gates = [gate(), gate(), gate()];
    await lanes.enter('a', () => gates[0]?.opened ?? Promise.resolve());
    await lanes.enter('b', () => gates[1]?.opened ?? Promise.resolve());
    let entered = false;
    const third = lanes.enter('c', () => gates[2]?.opened ?? Promise.resolve()).then(() => (entered = true));
    await Promise.resolve();
    expect(entered).toBe(false);
    gates[1]?.open();
    await third;
    expect(entered).toBe(true);
    for (const one of gates) one.open();
    await lanes.empty();
  });
});
