import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { listProcesses, removeDataDir } from '@breakwater/embedded';
import type { OrderView } from '@breakwater/contracts';
import { waitUntil } from '@breakwater/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePorts, type OpenShop, portEnvironment, type Ports, startShop } from '../src/index.js';
import { ShopClient } from './shop-client.js';

const ORDERS = 50;
const AT_ONCE = 10;
const SUPERVISOR = fileURLToPath(new URL('../dist/main.js', import.meta.url));

describe('a shop that is stopped in the middle of orders', () => {
  let dataDir: string;
  let ports: Ports;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'breakwater-restart-'));
    await chmod(dataDir, 0o755);
    ports = await freePorts();
  });
  afterEach(async () => {
    await removeDataDir(join(dataDir, 'postgres'));
    await rm(dataDir, { recursive: true, force: true });
  });

  const open = () => startShop({ baseEnv: process.env, dataDir, ports });

  /**
   * Places orders, several at a time, each again with the same key until it is answered; when half of them are placed,
   * `onHalf` runs while the others come in.
   */
  async function placeAll(customer: ShopClient, onHalf: () => Promise<void> | void): Promise<string[]> {
    const [product] = await customer.someProducts(1);
    const accepted: string[] = [];
    let half: Promise<void> | undefined;
    let next = 1;
    const placeOne = async (number: number) => {
      const answer = await waitUntil(
        `order ${number} to be answered`,
        () =>
          customer
            .place([{ sku: product?.sku ?? '', quantity: 1 }], `restart-${number}`)
            .then((result) => result.status === 201 && result)
            // The shop is away: the customer tries again with the same key.
            .catch(() => false as const),
        { timeoutMs: 120_000 },
      );
      accepted.push((answer.body as OrderView).orderId);
      if (accepted.length === ORDERS / 2) half = Promise.resolve(onHalf());
    };
    const worker = async () => {
      while (next <= ORDERS) await placeOne(next++);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    await half;
    return accepted;
  }

  async function expectAllFinal(shop: Pick<OpenShop, 'urls' | 'customer'>, accepted: string[]): Promise<void> {
    const customer = await ShopClient.signIn(shop.urls, shop.customer);
    expect(new Set(accepted).size).toBe(ORDERS);
    for (const orderId of accepted) {
      expect(await customer.finalOrder(orderId)).toMatchObject({ status: 'confirmed' });
      const told = await customer.notified(orderId, 'order-confirmed', 'shipment-created');
      expect(told).toHaveLength(2);
    }
    const emails = await customer.emails();
    expect(emails).toHaveLength(ORDERS);
    expect(new Set(emails.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(ORDERS);
  }

  it('finishes every accepted order after a stop and a new start', async () => {
    let shop = await open();
    const customer = await ShopClient.signIn(shop.urls, shop.customer);
    try {
      const accepted = await placeAll(customer, async () => {
        await shop.stop();
        shop = await open();
      });
      await expectAllFinal(shop, accepted);
    } finally {
      await shop.stop();
    }
  });

  it('finishes every accepted order when the emulator alone is killed', async () => {
    const shop = await open();
    try {
      const customer = await ShopClient.signIn(shop.urls, shop.customer);
      const accepted = await placeAll(customer, () => {
        expect(shop.kill('broker')).toBe(true);
      });
      await expectAllFinal(shop, accepted);
    } finally {
      await shop.stop();
    }
  });

  it('finishes every accepted order after the supervisor was killed and started again, and leaves no process', async () => {
    let supervisor = await startSupervisor();
    const urls = Object.fromEntries(
      Object.entries(ports).map(([name, port]) => [name, `http://127.0.0.1:${port}`]),
    ) as OpenShop['urls'];
    const credentials = { email: 'demo@breakwater.example', password: 'demo-password-1' };
    try {
      const accepted = await placeAll(await ShopClient.signIn(urls, credentials), async () => {
        supervisor.kill('SIGKILL');
        await once(supervisor, 'exit');
        supervisor = await startSupervisor();
      });
      await expectAllFinal({ urls, customer: credentials }, accepted);
    } finally {
      if (supervisor.exitCode === null) {
        const ended = once(supervisor, 'exit');
        supervisor.kill('SIGINT');
        expect(await ended).toEqual([0, null]);
      }
    }
    expect(await ourProcesses()).toEqual([]);
  });

  async function startSupervisor(): Promise<ChildProcess> {
    const child = spawn(process.execPath, [SUPERVISOR, '--data-dir', dataDir], {
      env: { ...process.env, ...portEnvironment(ports) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (text: Buffer) => (output += text.toString()));
    child.stderr.on('data', (text: Buffer) => (output += text.toString()));
    await waitUntil(
      'the shop to open',
      () => {
        if (child.exitCode !== null) throw new Error(`the supervisor ended with ${child.exitCode}:\n${output}`);
        return output.includes('The shop is open');
      },
      { timeoutMs: 90_000 },
    );
    return child;
  }

  async function ourProcesses(): Promise<string[]> {
    const commands = (await listProcesses()).map(({ commandLine }) => commandLine);
    return commands.filter((command) => command.includes(dataDir));
  }
});
