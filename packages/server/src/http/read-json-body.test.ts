import { describe, expect, test } from 'vitest';
import { readJsonBody } from './read-json-body.js';

const limit = { limitBytes: 64 };
const post = (body: BodyInit, headers: Readonly<Record<string, string>> = {}) =>
  new Request('http://desk.example/', {
    ...{ method: 'POST', body, duplex: 'half' },
    headers: { 'content-type': 'application/json', ...headers },
  } as RequestInit);

const inPieces = (...pieces: readonly string[]) =>
  new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece));
      controller.close();
    },
  });

const broken = () =>
  new ReadableStream({
    pull(controller) {
      controller.error(new Error('gone'));
    },
  });

describe('a body', () => {
  test('is read whole, whether its length was told or not', async () => {
    expect(await readJsonBody(post('{"a":"ä"}', { 'content-length': '10' }), limit)).toEqual({ a: 'ä' });
    expect(await readJsonBody(post(inPieces('{"a":', '1}')), limit)).toEqual({ a: 1 });
  });

  test('over its limit is refused, whatever length was told', async () => {
    const large = JSON.stringify('x'.repeat(100));
    const tooLarge = { code: 'body-too-large' };
    await expect(readJsonBody(post(large, { 'content-length': '102' }), limit)).rejects.toMatchObject(tooLarge);
    await expect(readJsonBody(post(large, { 'content-length': '2' }), limit)).rejects.toMatchObject(tooLarge);
    await expect(readJsonBody(post(inPieces(large)), limit)).rejects.toMatchObject(tooLarge);
  });

  test('that does not arrive whole is told so', async () => {
    const aborted = { code: 'aborted' };
    await expect(readJsonBody(post(broken(), { 'content-length': '9' }), limit)).rejects.toMatchObject(aborted);
    await expect(readJsonBody(post(broken()), limit)).rejects.toMatchObject(aborted);
  });
});
