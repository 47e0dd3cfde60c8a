import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { waitUntil } from '@breakwater/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectionsIn, descriptorsOf, kindOf } from './descriptors.js';

const TABLE = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:0FA3 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 11 1 0000 100 0 0 10 0
   1: 0100007F:0FA3 0100007F:9C40 01 00000000:00000000 00:00000000 00000000     0        0 12 1 0000 20 4 30 10 -1
   2: 0100007F:9C42 0100007F:0FA6 01 00000000:00000000 00:00000000 00000000     0        0 13 1 0000 20 4 30 10 -1
   3: 0100007F:9C44 0100007F:0FA7 08 00000000:00000000 00:00000000 00000000     0        0 14 1 0000 20 4 30 10 -1
`;
const ends = { ownPort: 4_003, names: new Map([[4_006, 'the carriers']]) };

describe('a descriptor', () => {
  const connections = connectionsIn(TABLE);
  it.each([
    ['socket:[11]', 'sockets that listen'],
    ['socket:[12]', 'sockets from clients'],
    ['socket:[13]', 'sockets to the carriers'],
    ['socket:[14]', 'sockets to others'],
    ['socket:[15]', 'sockets of other kinds'],
    ['pipe:[77]', 'pipes'],
    ['anon_inode:[eventpoll]', 'eventpoll'],
    ['anon_inode:inotify', 'inotify'],
    ['/dev/null', 'files'],
  ])('that is %s is one of the %s', (link, kind) => {
    expect(kindOf(link, connections, ends)).toBe(kind);
  });
});

describe.runIf(process.platform === 'linux')('the descriptors of a process', () => {
  let server: Server;
  let port: number;
  const accepted: Socket[] = [];
  const sockets: Socket[] = [];

  beforeEach(async () => {
    server = createServer({ allowHalfOpen: true }, (socket) => accepted.push(socket.on('error', () => undefined)));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  });
  afterEach(async () => {
    for (const socket of [...sockets.splice(0), ...accepted.splice(0)]) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  const toServer = async (): Promise<number> => {
    const counts = await descriptorsOf(process.pid, { ownPort: 1, names: new Map([[port, 'the server']]) });
    return counts['sockets to the server'] ?? 0;
  };

  it('tell of sockets for as long as they are not closed, whatever the other end does', async () => {
    expect(await toServer()).toBe(0);
    for (let opened = 0; opened < 3; opened += 1) {
      const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
      socket.on('error', () => undefined);
      sockets.push(socket);
      await once(socket, 'connect');
    }
    expect(await toServer()).toBe(3);
    await waitUntil('all to be accepted', () => accepted.length === 3);
    // The server has closed; the client has forgotten to.
    for (const socket of accepted) socket.end();
    expect(await toServer()).toBe(3);
    for (const socket of sockets.slice(0, 2)) socket.destroy();
    await waitUntil('two to be closed', async () => (await toServer()) === 1);
  });

  it('are those of that process alone', async () => {
    await expect(descriptorsOf(2 ** 30, ends)).rejects.toThrow('ENOENT');
  });
});
