const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const values = new Int8Array(128).fill(-1);
for (let value = 0; value < 64; value += 1) values[alphabet.charCodeAt(value)] = value;

const valueAt = (text: string, index: number): number => values[text.charCodeAt(index)] ?? -1;

/**
 * Base64 in the standard alphabet, padded, and in the one form that encodes its bytes (unused bits zero), so that no
 * two texts decode to the same bytes. `undefined` for anything else.
 */
export function decodeBase64(text: string): Uint8Array | undefined {
  if (text.length === 0 || text.length % 4 !== 0) return undefined;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  for (let index = 0, at = 0; index < text.length; index += 4) {
    const isLast = index + 4 === text.length;
    const a = valueAt(text, index);
    const b = valueAt(text, index + 1);
    const c = isLast && padding === 2 ? 0 : valueAt(text, index + 2);
    const d = isLast && padding > 0 ? 0 : valueAt(text, index + 3);
    if (a < 0 || b < 0 || c < 0 || d < 0) return undefined;
    const group = (a << 18) | (b << 12) | (c << 6) | d;
    if (isLast && (group & (padding === 2 ? 0xffff : padding === 1 ? 0xff : 0)) !== 0) return undefined;
    bytes[at++] = group >> 16;
    if (at < bytes.length) bytes[at++] = (group >> 8) & 0xff;
    if (at < bytes.length) bytes[at++] = group & 0xff;
  }
  return bytes;
}

/** Bytes as padded base64 in the standard alphabet. */
export function encodeBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let start = 0; start < bytes.length; start += 8192) {
    binary += String.fromCharCode(...bytes.subarray(start, start + 8192));
  }
  return btoa(binary);
}
