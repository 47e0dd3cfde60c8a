import { describe, expect, it } from 'vitest';
import { countSockets } from './sockets.js';

const TABLE = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:0FA6 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 11 1
   1: 0100007F:9C40 0100007F:0FA6 01 00000000:00000000 00:00000000 00000000     0        0 12 1
   2: 0100007F:0FA6 0100007F:9C40 01 00000000:00000000 00:00000000 00000000     0        0 13 1
   3: 0100007F:9C42 0100007F:0FA6 08 00000000:00000000 00:00000000 00000000     0        0 14 1
   4: 0100007F:9C44 0100007F:0FA6 06 00000000:00000000 03:00000BB8 00000000     0        0 0 3
   5: 0100007F:9C46 0100007F:0FA7 01 00000000:00000000 00:00000000 00000000     0        0 15 1
`;

describe('sockets to a port', () => {
  it("are the clients' ends, also of those that were never closed, and not what is over", () => {
    expect(countSockets(TABLE, 4006)).toBe(2);
    expect(countSockets(TABLE, 4007)).toBe(1);
    expect(countSockets(TABLE, 4008)).toBe(0);
  });
});
