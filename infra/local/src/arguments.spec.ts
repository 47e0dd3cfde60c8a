import { expect, it } from 'vitest';
import { parseStartArguments } from './arguments.js';

it('takes all options', () => {
  expect(
    parseStartArguments(['--endpoint', 'http://localhost:4566', '--data-dir=/tmp/x', '--port-offset', '100']),
  ).toEqual({
    help: false,
    endpoint: 'http://localhost:4566',
    dataDir: '/tmp/x',
    portOffset: 100,
  });
  expect(parseStartArguments(['-h'])).toEqual({ help: true, portOffset: 0 });
});

it.each([
  [['--endpont', 'x'], "'--endpont'"],
  [['orders'], "'orders'"],
  [['--endpoint'], 'endpoint'],
  [['--endpoint', 'localhost:4566'], '"localhost:4566"'],
  [['--endpoint', 'ftp://x'], '"ftp://x"'],
  [['--port-offset', '1e3'], '"1e3"'],
  [['--data-dir', ''], '--data-dir'],
])('refuses %j by name and shows the help', (args, named) => {
  const parse = () => parseStartArguments(args);
  expect(parse).toThrow(named);
  expect(parse).toThrow('npm start -- [options]');
});
