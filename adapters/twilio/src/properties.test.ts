import { checkEvent, isDeskrailError } from '@deskrail/contracts';
import { twilioFixtures } from '@deskrail/testing';
import fc from 'fast-check';
import twilio from 'twilio';
import { describe, expect, it } from 'vitest';
import { twilioAdapter, twilioReceive } from './receive.js';

const connection = twilioReceive({ id: 'twilio', tenant: 'acme', secrets: ['t0ken'] });
const url = 'https://desk.example.com/webhooks/twilio';

async function normalizes(raw: string, contentType: string, to = url): Promise<void> {
  const headers = new Headers({ 'content-type': contentType });
  const delivery = { method: 'POST', url: to, headers, body: new TextEncoder().encode(raw), receivedAtMs: 0 };
  try {
    const reading = twilioAdapter.read(delivery);
    twilioAdapter.answer?.(delivery);
    if (!reading.readable) return;
    const context = { connection, authenticity: 'signed', receivedAtMs: 0, headers, raw } as const;
    for (const fact of await twilioAdapter.normalize(reading.payload, context)) checkEvent('facts', fact);
  } catch (error) {
    if (!isDeskrailError(error, 'body-too-large')) throw error;
  }
}

const word = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '',
    '+15550100142',
    'whatsapp:+15550100142',
    'whatsapp:',
    ':',
    'SM1',
    'IM1',
    'CH1',
    'received',
    'sent',
  ),
  fc.constantFrom(
    'STOP',
    '{"deskrail_action":"act_1"}',
    '[{"Sid":"ME1","Size":-1}]',
    '2026-03-02T08:12:07.672Z',
    '\0',
    '|',
  ),
  fc.string({ minLength: 200, maxLength: 5000 }),
);
const names = [
  ...new Set([
    ...twilioFixtures.every().flatMap((fixture) => ('params' in fixture ? Object.keys(fixture.params) : [])),
    ...['OptOutType', 'Latitude', 'Longitude', 'MediaUrl499', 'ExternalUserId', 'State', 'UniqueName'],
  ]),
];
const event = fc.constantFrom(
  ...twilioFixtures.every().flatMap((fixture) => ('params' in fixture ? [fixture.params.EventType ?? ''] : [])),
);
const form = fc
  .tuple(fc.array(fc.tuple(fc.constantFrom(...names), word), { maxLength: 30 }), fc.option(event))
  .map(([pairs, type]) =>
    new URLSearchParams([...pairs, ...(type ? [['EventType', type]] : [])] as [string, string][]).toString(),
  );

const value = fc.oneof(
  { weight: 3, arbitrary: word as fc.Arbitrary<unknown> },
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom<unknown>(null, 0, 5158, 1e300, '\ud800', [], {}),
);
const types = twilioFixtures
  .every()
  .flatMap((fixture) => ('events' in fixture ? fixture.events.map(({ type }) => type) : []));
const cloudEvent = fc.record(
  {
    specversion: value,
    type: fc.oneof(
      {
        weight: 5,
        arbitrary: fc.constantFrom<unknown>(
          ...types,
          'com.twilio.conversations.user.updated',
          'com.twilio.conversations.conversation-state.updated',
        ),
      },
      value,
    ),
    id: value,
    time: value,
    data: fc.oneof(
      {
        weight: 5,
        arbitrary: fc.dictionary(fc.constantFrom(...names, 'messageSid', 'from', 'to', 'MessageBody'), value),
      },
      value,
    ),
  },
  { requiredKeys: [] },
);

describe('normalize', () => {
  const formType = 'application/x-www-form-urlencoded';
  it('gives valid facts for any form', () =>
    fc.assert(
      fc.asyncProperty(form, (raw) => normalizes(raw, formType)),
      { numRuns: 2000 },
    ));
  it('gives valid facts for any text', () =>
    fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 300 }), (raw) => normalizes(raw, formType)),
      { numRuns: 500 },
    ));
  it('gives valid facts for any events', () =>
    fc.assert(
      fc.asyncProperty(fc.oneof(cloudEvent, fc.array(cloudEvent, { maxLength: 4 }), value), (body) =>
        normalizes(JSON.stringify(body), 'application/json'),
      ),
      { numRuns: 2000 },
    ));
});

describe('what Twilio’s own library accepts', () => {
  const text = fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.string({ unit: 'grapheme', maxLength: 8 }),
    fc.constantFrom("O'Brien", ' a  b ', 'ß+&=%', '%zz', '😀'),
  );
  const params = fc.dictionary(
    fc.oneof(text, fc.constantFrom('Body', 'A', 'Ab', 'a', 'Digits[]', 'MessagingBinding.Address', '10', '9')),
    fc.oneof(text, fc.array(text, { minLength: 2, maxLength: 4 })),
    { maxKeys: 8, noNullPrototype: true },
  );
  const query = fc
    .array(fc.tuple(fc.constantFrom('a', 'b', '10', '9', "n'", 'é', 'x y', ''), text), { maxLength: 4 })
    .map((pairs) =>
      pairs
        .map(([name, each]) => `${name}=${encodeURIComponent(each.toWellFormed()).replaceAll('%20', '+')}`)
        .join('&'),
    );
  const called = fc
    .record({
      scheme: fc.constantFrom('https://', 'http://'),
      user: fc.constantFrom('', 'u:p@', 'u:p%40s@'),
      host: fc.constantFrom('desk.example.com', 'Desk.Example.com', '10.0.0.7', '[2001:db8::1]', 'bücher.example'),
      port: fc.constantFrom('', ':443', ':80', ':8443'),
      path: fc.constantFrom('/', '/hook', '/a/../hook', '/a b', "/o'b", '/%7Ex', '/hook/'),
      query,
    })
    .map(
      ({ scheme, user, host, port, path, query: each }) =>
        scheme + user + host + port + path + (each === '' ? '' : `?${each}`),
    );
  // What the signer may have made of the URL.
  const spelling = fc.constantFrom<(each: string) => string>(
    (each) => each,
    (each) => new URL(each).toString(),
    (each) => each.replace(/:(443|80|8443)(?=\/)/, ''),
    (each) =>
      each.replace(
        /^(https?):\/\/([^/:[\]]+@)?([^/:[\]]+)\//,
        (_, scheme, user = '', host) => `${scheme}://${user}${host}:${scheme === 'https' ? 443 : 80}/`,
      ),
  );

  it('is accepted', async () => {
    let count = 0;
    await fc.assert(
      fc.asyncProperty(called, params, spelling, async (told, given, spell) => {
        const signature = twilio.getExpectedTwilioSignature('t0ken', spell(told), given);
        const accepted = twilio.validateRequest('t0ken', signature, told, given);
        const pairs = Object.entries(given).flatMap(([name, each]) => [each].flat().map((one) => [name, one]));
        // A form sends no lone surrogates, and what it sends begins with no bracket.
        const body = `${new URLSearchParams(pairs as [string, string][])}`;
        fc.pre(pairs.flat().every((each) => each.isWellFormed()));
        const headers = new Headers({
          'content-type': 'application/x-www-form-urlencoded',
          'x-twilio-signature': signature,
        });
        const delivery = { method: 'POST', url: told, headers, body: new TextEncoder().encode(body), receivedAtMs: 0 };
        const { authentic } = await twilioAdapter.verify(delivery, connection);
        if (accepted) {
          count += 1;
          expect([signature, authentic]).toEqual([signature, true]);
        }
        const changed = { ...delivery, body: new TextEncoder().encode(`${body}&Extra=1`) };
        if (!('Extra' in given)) expect((await twilioAdapter.verify(changed, connection)).authentic).toBe(false);
      }),
      { numRuns: 1500 },
    );
    expect(count).toBeGreaterThan(1000);
  });
});
