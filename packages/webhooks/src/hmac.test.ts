import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { equalBytes } from './equal-bytes.js';
import * as onWeb from './hmac.js';
import * as onNode from './hmac.node.js';

const bytes = (text: string) => new TextEncoder().encode(text);

describe.each([
  ['in Node', onNode],
  ['by WebCrypto', onWeb],
])('%s', (_, { hmacSha256, hmacSha1, sha256, sha256Hex }) => {
  it.each([
    ['hmacSha256', hmacSha256, 'sha256'],
    ['hmacSha1', hmacSha1, 'sha1'],
  ])('%s is over the messages one after the other, each time', async (_name, hmac, algorithm) => {
    const expected = createHmac(algorithm, 'key').update('timestampbody').digest();
    const key = bytes('key');
    for (const _again of [1, 2]) {
      expect(equalBytes(await hmac(key, bytes('timestamp'), bytes('body')), expected)).toBe(true);
    }
  });

  it.each([0, 1, 63, 64, 65, 200])('a key of %i bytes is a key', async (length) => {
    // WebCrypto takes no empty key.
    const key = new Uint8Array(length || (hmacSha256 === onWeb.hmacSha256 ? 1 : 0)).fill(7);
    for (const [hmac, algorithm] of [[hmacSha256, 'sha256'] as const, [hmacSha1, 'sha1'] as const]) {
      const expected = createHmac(algorithm, key).update('timestamp').update('body').digest();
      expect(equalBytes(await hmac(key, bytes('timestamp'), bytes('body')), expected)).toBe(true);
    }
  });

  it('one key object serves both hashes', async () => {
    const key = bytes('key');
    const first = await hmacSha256(key, bytes('body'));
    expect([first.length, (await hmacSha1(key, bytes('body'))).length]).toEqual([32, 20]);
    expect(equalBytes(await hmacSha256(key, bytes('body')), first)).toBe(true);
  });

  it.each(['', 'abc'])('sha256 of %j', async (text) => {
    expect(equalBytes(await sha256(bytes(text)), createHash('sha256').update(text).digest())).toBe(true);
  });

  it.each(['', 'Größe 👋', 'half a pair: \ud83d'])('texts stand for their UTF-8: %j', async (text) => {
    const key = bytes('key');
    for (const hmac of [hmacSha256, hmacSha1]) {
      expect(equalBytes(await hmac(key, text, text), await hmac(key, bytes(text), bytes(text)))).toBe(true);
    }
    expect(await sha256Hex(text)).toBe(createHash('sha256').update(bytes(text)).digest('hex'));
  });
});

describe('equalText', () => {
  it('tells content and length apart', () => {
    expect(onWeb.equalText('abc', 'abc')).toBe(true);
    expect(onWeb.equalText('abc', 'abd')).toBe(false);
    expect(onWeb.equalText('abc', 'abcd')).toBe(false);
    expect(onWeb.equalText('a', '\u0161')).toBe(false);
  });
});

describe('equalBytes', () => {
  it('tells content and length apart', () => {
    expect(equalBytes(bytes('abc'), bytes('abc'))).toBe(true);
    expect(equalBytes(bytes('abc'), bytes('abd'))).toBe(false);
    expect(equalBytes(bytes('abc'), bytes('abcd'))).toBe(false);
  });
});
