interface Range {
  readonly address: bigint;
  readonly bits: number;
}

const width = 128;

/**
 * An IPv4 or IPv6 address as a number of 128 bits; IPv4 in its mapped form (`::ffff:192.0.2.1`), so that one list serves
 * hosts that report either. `undefined` for what is no address.
 */
function numberOf(text: string): bigint | undefined {
  const v4 = /^(?:::ffff:)?(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/i.exec(text);
  if (v4 !== null) {
    const parts = v4.slice(1).map(Number);
    if (parts.some((part) => part > 255)) return undefined;
    return parts.reduce((sum, part) => (sum << 8n) | BigInt(part), 0xffffn);
  }
  const halves = text.split('::');
  if (halves.length > 2 || !/^[\da-f:]{2,39}$/i.test(text)) return undefined;
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...tail];
  if (groups.some((group) => !/^[\da-f]{1,4}$/i.test(group))) return undefined;
  return groups.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
}

/** `192.0.2.0/24`, `2001:db8::/32` or a single address; `undefined` for anything else. */
export function addressRange(text: string): Range | undefined {
  const [given = '', length, ...more] = text.trim().split('/');
  const address = numberOf(given);
  if (address === undefined || more.length > 0) return undefined;
  const isV4 = given.includes('.');
  const most = isV4 && !given.includes(':') ? 32 : width;
  if (length !== undefined && !/^\d{1,3}$/.test(length)) return undefined;
  const bits = length === undefined ? most : Number(length);
  if (bits > most) return undefined;
  return { address, bits: bits + width - most };
}

/** Whether an address, as a host reports it, is in one of the ranges. `undefined` where it is no address. */
export function isAllowed(remoteAddress: string, ranges: readonly string[]): boolean | undefined {
  // `[::1]` as in a URL, and the zone of a link-local address.
  const address = numberOf(
    remoteAddress
      .trim()
      .replace(/^\[(.*)\]$/, '$1')
      .replace(/%.*$/, ''),
  );
  if (address === undefined) return undefined;
  return ranges.some((text) => {
    const range = addressRange(text);
    if (range === undefined) return false;
    const shift = BigInt(width - range.bits);
    return address >> shift === range.address >> shift;
  });
}
