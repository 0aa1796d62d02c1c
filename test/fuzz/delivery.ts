import type { WebhookFixture } from '@deskrail/webhooks/conformance';
import fc from 'fast-check';
import { type Change, changes } from './change.ts';
import type { FuzzedDesk } from './desks.ts';

/** One delivery to try: what is changed of which webhook, how it is signed and sent. */
export interface Fuzzed {
  readonly webhook: WebhookFixture;
  readonly changes: readonly Change[];
  /** By whom: `nobody` leaves the headers out, `another` has another secret. */
  readonly signed: 'rightly' | 'another' | 'nobody' | 'oddly';
  readonly contentType: string | undefined;
  /** Put over the signed ones. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly query: string;
}

const contentTypes = [
  'application/json',
  'application/json; charset=utf-16',
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/cloudevents+json',
  'text/xml',
  '',
];
const headerValue = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    ',',
    '0',
    'x'.repeat(4_000),
    'application/json, text/plain',
    '\u00ff',
    'Basic Og==',
    'Basic !',
  ),
  fc.string({ maxLength: 40 }).map((text) => text.replace(/[^\x20-\x7e]/g, '')),
);

export const deliveryTo = ({ webhooks, fixtures }: FuzzedDesk): fc.Arbitrary<Fuzzed> =>
  fc.record({
    webhook: fc.constantFrom(...webhooks),
    changes,
    signed: fc.oneof(
      { weight: 12, arbitrary: fc.constant('rightly' as const) },
      { weight: 1, arbitrary: fc.constantFrom('another' as const, 'nobody' as const, 'oddly' as const) },
    ),
    contentType: fc.option(fc.constantFrom(...contentTypes), { nil: undefined, freq: 8 }),
    headers: fc.array(
      fc.tuple(
        fc.constantFrom(
          ...[fixtures.scheme.header, 'content-type', 'authorization', 'x-forwarded-host', 'x-forwarded-proto'],
          ...['content-encoding', 'webhook-id', 'webhook-timestamp', 'x-zendesk-webhook-signature-timestamp'],
          ...['x-zendesk-webhook-invocation-id', 'x-zendesk-account-id', 'i-twilio-idempotency-token', 'host'],
        ),
        headerValue,
      ),
      { maxLength: 2, size: '-1' },
    ),
    query: fc.oneof(
      { weight: 8, arbitrary: fc.constant('') },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          '?',
          '?a=1&a=2',
          '?%zz',
          "?x='+ %20",
          '?bodySHA256=00',
          '?deskrail_action=act_1',
          '#rc=1',
        ),
      },
    ),
  });
