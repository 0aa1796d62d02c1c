import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { equalBytes } from './equal-bytes.js';
import { hmacSha256 as onWeb } from './hmac.js';
import { hmacSha256 as onNode } from './hmac.node.js';

const bytes = (text: string) => new TextEncoder().encode(text);

describe.each([
  ['in Node', onNode],
  ['by WebCrypto', onWeb],
])('hmacSha256 %s', (_, hmacSha256) => {
  it('is over the messages one after the other, each time', async () => {
    const expected = createHmac('sha256', 'key').update('timestampbody').digest();
    const key = bytes('key');
    for (const _again of [1, 2]) {
      expect(equalBytes(await hmacSha256(key, bytes('timestamp'), bytes('body')), expected)).toBe(true);
    }
  });
});

describe('equalBytes', () => {
  it('tells content and length apart', () => {
    expect(equalBytes(bytes('abc'), bytes('abc'))).toBe(true);
    expect(equalBytes(bytes('abc'), bytes('abd'))).toBe(false);
    expect(equalBytes(bytes('abc'), bytes('abcd'))).toBe(false);
  });
});
