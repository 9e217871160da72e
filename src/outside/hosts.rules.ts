import { BlockList, isIP } from 'node:net';

/** A host a script may ask, and the token it wants. */
export interface AllowedHost {
  readonly host: string;
  readonly token: string | null;
}

/**
 * "api.example.com, crm.example.com=secret" → the hosts, each with its token. A port is part of the name.
 * @throws Error naming the entry that is not a host.
 */
export function parseHosts(list: string): AllowedHost[] {
  return list
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean)
    .map((entry) => {
      const at = entry.indexOf('=');
      const host = (at < 0 ? entry : entry.slice(0, at)).trim().toLowerCase();
      if (!/^[a-z0-9.-]+(?::\d{1,5})?$/.test(host))
        throw new Error(`"${host}" is not a host name, e.g. api.example.com`);
      return { host, token: at < 0 ? null : entry.slice(at + 1).trim() };
    });
}

/** Everything that is not the public internet: our own machine and network, cloud metadata, multicast, reserved. */
const inner = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  inner.addSubnet(net, bits, 'ipv4');
/** Of IPv6 only 2000::/3 is the public internet; within it these lead elsewhere. */
for (const [net, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  inner.addSubnet(net, bits, 'ipv6');
const global6 = new BlockList();
global6.addSubnet('2000::', 3, 'ipv6');

/** Whether an address is on the public internet. An IPv4 address written as IPv6 is not: nothing public is reached so. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !inner.check(address, 'ipv4');
    case 6:
      return global6.check(address, 'ipv6') && !inner.check(address, 'ipv6');
    default:
      return false;
  }
}
