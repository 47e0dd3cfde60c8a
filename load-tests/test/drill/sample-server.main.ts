import { createServer } from 'node:http';

// A server for a drill about nothing. usage: node sample-server.main.ts <port> <answer after ms>; -1 dies at once.
const [port, delayMs] = process.argv.slice(2).map(Number);
process.once('disconnect', () => process.exit(0));
if (delayMs === -1) {
  console.error('cannot start: the moon is in the wrong phase');
  process.exit(1);
}
createServer((_request, response) => void setTimeout(() => response.end('{}'), delayMs)).listen(port, '127.0.0.1');
