/**
 * Which addresses this program may speak to: only those on this machine or in its private network, and of them the
 * model servers that the config names. Pure; core/outbound.ts obeys it for every connection.
 */
import { BlockList, isIP } from 'node:net';

const privateNetworks = new BlockList();
privateNetworks.addSubnet('127.0.0.0', 8);
privateNetworks.addSubnet('10.0.0.0', 8);
privateNetworks.addSubnet('172.16.0.0', 12);
privateNetworks.addSubnet('192.168.0.0', 16);
// RFC 6598: what overlay networks between one's own machines use.
privateNetworks.addSubnet('100.64.0.0', 10);
privateNetworks.addAddress('::1', 'ipv6');
privateNetworks.addSubnet('fc00::', 7, 'ipv6');
privateNetworks.addSubnet('fe80::', 10, 'ipv6');

/**
 * True for loopback and private addresses. Not for 169.254.0.0/16, where clouds keep their secrets, and never for a
 * name: a name is judged by the address it resolves to.
 */
export function isPrivateAddress(address: string): boolean {
  const bare = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  const family = isIP(bare);
  // BlockList also knows IPv4 addresses written as IPv6, which a comparison of texts would miss.
  return family !== 0 && privateNetworks.check(bare, family === 4 ? 'ipv4' : 'ipv6');
}

/** True when the address means this very machine, whose memory we can therefore see. */
export function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || (isIP(hostname) === 4 && hostname.startsWith('127.'));
}
