/** JSON in the one form that RFC 8785 (JCS) gives it: keys sorted by UTF-16 code units, no white space. */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== 'object') {
    if (typeof value === 'number' && !Number.isFinite(value))
      throw new TypeError('Canonical JSON has no NaN or Infinity.');
    const text = JSON.stringify(value);
    if (text === undefined) throw new TypeError(`Canonical JSON has no ${typeof value}.`);
    return text;
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members: string[] = [];
  for (const key of Object.keys(value).sort()) {
    const member = (value as Record<string, unknown>)[key];
    if (member !== undefined) members.push(`${JSON.stringify(key)}:${canonicalJson(member)}`);
  }
  return `{${members.join(',')}}`;
}

interface NodeCrypto {
  hash(algorithm: 'sha256', data: string | Uint8Array, encoding: 'hex'): string;
}

/** Where there is one, a digest takes microseconds, and no turn of a pool of threads. */
const node = (
  globalThis as { process?: { getBuiltinModule?(name: string): NodeCrypto | undefined } }
).process?.getBuiltinModule?.('node:crypto');

/** SHA-256 of a text's UTF-8 bytes, or of bytes, in lower-case hex (64 characters). */
export async function sha256Hex(input: string | Uint8Array): Promise<string> {
  if (node?.hash !== undefined) return node.hash('sha256', input, 'hex');
  const bytes = typeof input === 'string' ? new TextEncoder().encode(input) : input;
  const digest = await globalThis.crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** `sha256:<hex>` over the canonical JSON of a value: what reviewers, proofs and stable ids refer to. */
export const digestOf = async (value: unknown): Promise<string> => `sha256:${await sha256Hex(canonicalJson(value))}`;
