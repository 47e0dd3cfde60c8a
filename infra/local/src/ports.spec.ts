import { loadConfig } from '@breakwater/service-kit';
import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { localConfig } from './config.js';
import { freePorts, portEnvironment, portsOf, requireFreePorts } from './ports.js';

it('reads every port from the environment, and moves all by an offset', async () => {
  const ports = await freePorts();
  const config = loadConfig(localConfig, portEnvironment(ports));
  expect(portsOf(config)).toEqual(ports);
  expect(portsOf(loadConfig(localConfig, {}), 1_000)).toMatchObject({ identity: 5_001, postgres: 55_320 });
});

it('names a port that leaves the range', () => {
  expect(() => portsOf(loadConfig(localConfig, {}), 5_000)).toThrow('redis on port 68790');
});

it('names all taken ports at once, with the variables that move them', async () => {
  const ports = await freePorts();
  const servers = [ports.orders, ports.redis].map((port) => createServer().listen(port, '127.0.0.1'));
  await Promise.all(servers.map((server) => new Promise((resolve) => server.once('listening', resolve))));
  const check = requireFreePorts(ports, ['identity', 'orders', 'redis']);
  await expect(check).rejects.toMatchObject({ code: 'port-taken' });
  await expect(check).rejects.toThrow(
    new RegExp(`${ports.orders} for orders .*ORDERS_PORT=[^]*${ports.redis} for redis .*REDIS_PORT=`),
  );
  for (const server of servers) server.close();
});
