/** Addresses that lead into a network and not out of it: no stranger's word, and no mistake in a setting, may make us ask there. */
import { BlockList, isIP } from 'node:net';

// One list for each family: a mapped address in a list holds for every address of the other one.
const inside = { ipv4: new BlockList(), ipv6: new BlockList() };
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  // Carriers' own.
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  // Link-local, and the addresses at which clouds tell a machine its secrets.
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  // Multicast, reserved, broadcast.
  ['224.0.0.0', 3],
] as const)
  inside.ipv4.addSubnet(network, bits, 'ipv4');
for (const [network, bits] of [
  ['::', 127],
  // IPv4 in other clothes: mapped, compatible, translated, 6to4, Teredo.
  ['::ffff:0:0', 96],
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2002::', 16],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  inside.ipv6.addSubnet(network, bits, 'ipv6');

/** Whatever is no address at all leads nowhere that may be asked. */
export function isInside(address: string): boolean {
  const bare = address.replace(/%.*$/, '');
  switch (isIP(bare)) {
    case 4:
      return inside.ipv4.check(bare, 'ipv4');
    case 6:
      return inside.ipv6.check(bare, 'ipv6');
    default:
      return true;
  }
}
