import { connect, createServer } from 'node:net';

// Stands for the network between two machines: passes TCP on, each piece towards the server a little later, in order.
// usage: node distance.main.js <port> <server's port> <delay in ms>
const [port, serverPort, delayMs] = process.argv.slice(2).map(Number);
process.once('disconnect', () => process.exit(0));
process.once('SIGTERM', () => process.exit(0));

createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
  const server = connect({ host: '127.0.0.1', port: serverPort ?? 0, noDelay: true, allowHalfOpen: true });
  // Timers of the same delay fire in the order in which they were set.
  client.on('data', (piece) => setTimeout(() => server.writable && server.write(piece), delayMs));
  client.on('end', () => setTimeout(() => server.end(), delayMs));
  server.pipe(client);
  for (const [one, other] of [
    [client, server],
    [server, client],
  ] as const) {
    one.on('error', () => other.destroy());
    one.on('close', () => other.destroy());
  }
}).listen(port, '127.0.0.1');
