import type { Adapter } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { decodeBase64, encodeBase64 } from '../base64.js';
import { type AdapterFixtures, isSkipped } from './adapter-fixtures.js';
import { deliveryIdOf, expectRefused, expectTaken, nowMs, openBench, testOf, utf8 } from './bench.js';

/** What is authentic is taken, and nothing else. */
export function testSignatures(adapter: Adapter, fixtures: AdapterFixtures): void {
  const { scheme, secrets, webhooks } = fixtures;
  const [message] = webhooks;
  const { signsBody, signsTime, encoding } = scheme;

  test('what the vendor signed is taken, and the fact says how it was proved', async () => {
    const bench = openBench(fixtures);
    expectTaken(await bench.send(message));
    const authenticity = signsBody === true ? 'signed' : 'shared-secret';
    expect(bench.facts.length).toBeGreaterThan(0);
    for (const fact of bench.facts) expect(fact.authenticity).toBe(authenticity);
  });

  testOf(signsBody, 'a body with any one byte changed, added or taken away is refused', async () => {
    const bench = openBench(fixtures);
    const body = utf8.encode(message.body);
    const changes = [0, Math.floor(body.length / 2), body.length - 1].map((at) => body.with(at, (body[at] ?? 0) ^ 1));
    for (const tampered of [...changes, body.slice(0, -1), utf8.encode(`${message.body} `), new Uint8Array(0)]) {
      await expectRefused(bench, await bench.send(message, { tampered }));
    }
  });

  test('a secret of somebody else’s is refused, and none of a rotation’s is', async () => {
    const bench = openBench(fixtures);
    await expectRefused(bench, await bench.send(message, { secret: secrets.foreign }));
    expectTaken(await bench.send(message, { secret: secrets.older }));
    expectTaken(await bench.send(message, { secret: secrets.newer }));
    const rotated = openBench(fixtures, { secrets: [secrets.newer] });
    await expectRefused(rotated, await rotated.send(message, { secret: secrets.older }));
  });

  test('a connection without a secret, or with an empty one, is refused at the start', () => {
    for (const wrong of [[], [''], [' \t'], [secrets.newer, '']]) {
      expect(() => fixtures.connection(wrong)).toThrow(expect.objectContaining({ code: 'secret-empty' }));
      const unchecked = { ...fixtures.connection([secrets.newer]), secrets: wrong };
      expect(() => adapter.checkConnection(unchecked)).toThrow(expect.objectContaining({ code: 'secret-empty' }));
    }
  });

  test('an empty secret verifies nothing, should one come in all the same', async () => {
    const connection = { ...fixtures.connection([secrets.newer]), secrets: [''] };
    const { method = 'POST', contentType = 'application/json' } = message;
    const url = `https://hooks.example.com/webhooks/${connection.id}`;
    const body = utf8.encode(message.body);
    const input = { url, method, contentType, body, atMs: nowMs, deliveryId: deliveryIdOf(message) };
    const signed = await fixtures.sign({ ...input, secret: '' }).catch(() => ({ headers: {}, url }));
    const headers = new Headers({ 'content-type': contentType, ...signed.headers });
    const delivery = { method, url: signed.url ?? url, headers, body, receivedAtMs: nowMs };
    const verification = await adapter.verify(delivery, connection);
    expect(verification.authentic).toBe(false);
  });

  test('without its header, or with an empty one, it is refused', async () => {
    const bench = openBench(fixtures);
    for (const value of [undefined, '', ' ']) {
      await expectRefused(bench, await bench.send(message, { headers: () => ({ [scheme.header]: value }) }));
    }
  });

  test('a header that is cut short, drawn out, or came twice is refused', async () => {
    const bench = openBench(fixtures);
    const value = (signed: Readonly<Record<string, string>>): string => signed[scheme.header] ?? '';
    const wrong: ((value: string) => string)[] = [
      (given) => given.slice(0, -1),
      (given) => given.slice(0, Math.floor(given.length / 2)),
      (given) => given.slice(0, 1),
      (given) => `${given}A`,
      // As fetch and Node join a header that came as a list.
      (given) => `${given}, ${given}`,
    ];
    for (const change of wrong) {
      const headers = (signed: Readonly<Record<string, string>>) => ({ [scheme.header]: change(value(signed)) });
      await expectRefused(bench, await bench.send(message, { headers }));
    }
  });

  testOf(encoding, 'a signature in another encoding is refused', async (known) => {
    const bench = openBench(fixtures);
    const headers = (signed: Readonly<Record<string, string>>) => ({
      [scheme.header]: recoded(signed[scheme.header] ?? '', known),
    });
    await expectRefused(bench, await bench.send(message, { headers }));
  });

  test('header names count in any case', async () => {
    const bench = openBench(fixtures);
    const shouted = (signed: Readonly<Record<string, string>>) =>
      Object.fromEntries(Object.entries(signed).map(([name, value]) => [name.toUpperCase(), value]));
    expectTaken(await bench.send(message, { headers: shouted }));
    expect(bench.facts.length).toBeGreaterThan(0);
  });

  testOf(signsTime, 'a time too far behind or ahead is refused, and kept once as stale', async () => {
    const { freshnessSeconds = 300 } = fixtures.connection([secrets.newer]);
    for (const seconds of [-freshnessSeconds - 60, freshnessSeconds + 60]) {
      const bench = openBench(fixtures);
      const signedAtMs = nowMs + seconds * 1000;
      for (let time = 0; time < 3; time += 1) {
        expect((await bench.send(message, { signedAtMs })).status).toBe(401);
      }
      expect(bench.facts).toEqual([]);
      expect(bench.letters.map(({ data }) => data.reason)).toEqual(['stale']);
      const wrong = openBench(fixtures);
      await expectRefused(wrong, await wrong.send(message, { signedAtMs, secret: secrets.foreign }));
    }
  });

  test('what is refused says nothing of why to its sender, and no secret to the log', async () => {
    const bench = openBench(fixtures);
    const refused = await bench.send(message, { secret: secrets.foreign });
    const answer = await refused.text();
    const known = [secrets.newer, secrets.older, secrets.foreign, ...(await signatures())];
    for (const secret of known) {
      expect(answer).not.toContain(secret);
      expect(bench.log).not.toContain(secret);
    }
    expect(bench.log, 'the cause is for the log').toMatch(/"cause":"[^"]{10,}/);
    const cause = /"cause":"([^"]+)/.exec(bench.log)?.[1] ?? '';
    expect(answer).not.toContain(cause);
  });

  async function signatures(): Promise<string[]> {
    if (isSkipped(signsBody)) return [];
    const { method = 'POST', contentType = 'application/json' } = message;
    const { id } = fixtures.connection([secrets.newer]);
    const url = `https://hooks.example.com/webhooks/${id}`;
    const input = {
      url,
      method,
      contentType,
      body: utf8.encode(message.body),
      atMs: nowMs,
      deliveryId: deliveryIdOf(message),
    };
    const signed = await fixtures.sign({ ...input, secret: secrets.newer });
    return [signed.headers[scheme.header] ?? ''];
  }
}

/** The same bytes, written the other way; what stands before them stays. */
function recoded(value: string, encoding: 'base64' | 'hex'): string {
  const at = encoding === 'hex' ? value.search(/[\da-f]{20,}$/i) : value.search(/[A-Za-z\d+/]{20,}=*$/);
  const [before, mac] = [value.slice(0, at), value.slice(at)];
  if (encoding === 'base64') {
    const bytes = decodeBase64(mac) ?? new Uint8Array(0);
    return before + [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  }
  return before + encodeBase64(Uint8Array.from(mac.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)));
}
