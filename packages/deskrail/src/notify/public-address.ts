import { BlockList, isIP } from 'node:net';

/** Blocks that IANA's special-purpose registries keep from the public internet. */
const special = new BlockList();
const ipv4 = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
  ...['224.0.0.0/4', '240.0.0.0/4'],
];
const ipv6 = [
  ...['::/128', '::1/128', '64:ff9b:1::/48', '100::/64', '2001::/23', '2001:db8::/32', '3fff::/20', '5f00::/16'],
  ...['fc00::/7', 'fe80::/10', 'fec0::/10', 'ff00::/8'],
];
for (const [list, family] of [
  [ipv4, 'ipv4'],
  [ipv6, 'ipv6'],
] as const) {
  for (const block of list) {
    const [address = '', bits] = block.split('/');
    special.addSubnet(address, Number(bits), family);
  }
}

/** Prefixes of IPv6 that carry an IPv4 address: mapped, compatible, NAT64 and 6to4. */
const carriesIpv4 = new BlockList();
for (const [address, bits] of [
  ['::ffff:0:0', 96],
  ['::', 96],
  ['64:ff9b::', 96],
  ['2002::', 16],
] as const) {
  carriesIpv4.addSubnet(address, bits, 'ipv6');
}

/**
 * Whether an IP address is one of the public internet. What only carries an IPv4 address inside is none: a resolver that
 * answers so is either of a private network or means harm.
 */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !special.check(address, 'ipv4');
    case 6:
      return !address.includes('%') && !special.check(address, 'ipv6') && !carriesIpv4.check(address, 'ipv6');
    default:
      return false;
  }
}
