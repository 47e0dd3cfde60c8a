import { isIPv4, isIPv6 } from 'node:net';

const MAPPED_IPV4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
/** Groups of 16 bits: a /64 is the least that one customer is given, so whoever has one address of it has them all (RFC 6177). */
const NETWORK_GROUPS = 4;
const ALL_GROUPS = 8;

/**
 * What counts as one client: an IPv4 address, or the /64 network of an IPv6 address.
 *
 * @param address as the socket or the trusted proxy names it; anything else is returned as it is
 */
export function clientNetwork(address: string): string {
  const plain = MAPPED_IPV4.exec(address)?.[1] ?? address.split('%', 1)[0] ?? '';
  if (isIPv4(plain) || !isIPv6(plain)) return plain;
  const [head = '', tail] = plain.split('::');
  const groups = (part: string | undefined): string[] => (part ? part.split(':') : []);
  const zeros = tail === undefined ? 0 : ALL_GROUPS - groups(head).length - groups(tail).length;
  const all = [...groups(head), ...Array<string>(zeros).fill('0'), ...groups(tail)];
  const network = all.slice(0, NETWORK_GROUPS).map((group) => Number.parseInt(group, 16).toString(16));
  return `${network.join(':')}::/64`;
}
