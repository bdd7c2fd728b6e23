import { isIPv6 } from 'node:net';

/**
 * A peer's address in its shortest usual form, whichever adapter it came from: IPv4 in IPv6 clothes as IPv4, IPv6
 * compressed (uWebSockets.js writes all eight groups out, Node does not), without a zone.
 */
export function plainAddress(address: string): string {
  const bare = address.replace(/%.*$/, '');
  if (!isIPv6(bare)) return address;
  const canonical = new URL(`http://[${bare}]/`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(canonical);
  if (!mapped) return canonical;
  const [high, low] = [Number.parseInt(mapped[1] ?? '', 16), Number.parseInt(mapped[2] ?? '', 16)];
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
