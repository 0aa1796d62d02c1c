import { BlockList, isIP } from 'node:net';

/** All of IPv6 that is given out as global unicast. Loopback, local, mapped, translated and NAT64 addresses are beside it. */
const globalUnicast = new BlockList();
globalUnicast.addSubnet('2000::', 3, 'ipv6');

/** Blocks that IANA's special-purpose registries keep from the public internet. */
const special = new BlockList();
const ipv4 = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
  ...['224.0.0.0/4', '240.0.0.0/4'],
];
/** Teredo and its like, documentation, and 6to4, which carries an IPv4 address. */
const ipv6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];
for (const [list, family] of [
  [ipv4, 'ipv4'],
  [ipv6, 'ipv6'],
] as const) {
  for (const block of list) {
    const [address = '', bits] = block.split('/');
    special.addSubnet(address, Number(bits), family);
  }
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
      return !address.includes('%') && globalUnicast.check(address, 'ipv6') && !special.check(address, 'ipv6');
    default:
      return false;
  }
}
