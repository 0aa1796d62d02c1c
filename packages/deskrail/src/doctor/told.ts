import { type Connection, type Delivery, definitionOf, type Fact, privacyOf } from '@deskrail/contracts';
import { checkZendeskTemplate } from '@deskrail/zendesk';
import { z } from 'zod';
import type { CapturedRequest } from './captured-request.js';
import type { Explanation } from './explain-delivery.js';

export type Line = readonly [label: string, text: string];

/** The lines that a person reads, in the path's order. Hold no secret, and no person's text unless `showText`. */
export function told(given: {
  readonly captured: CapturedRequest;
  readonly delivery: Delivery;
  readonly connection: Connection;
  readonly why: string;
  readonly explanation: Explanation;
  readonly showText: boolean;
}): readonly Line[] {
  const { captured, delivery, connection, why, explanation, showText } = given;
  const { reading } = explanation;
  const type = delivery.headers.get('content-type') ?? 'no content type';
  return [
    [
      'request',
      `${captured.method} ${shown(delivery.url, delivery.pathSecret)} (${delivery.body.length} bytes, ${type})`,
    ],
    ...captured.notes.map((note): Line => ['', note]),
    ['connection', `${connection.id} of ${connection.desk}: ${why}`],
    ...verified(explanation),
    ...(reading === undefined ? [] : read(reading, showText)),
    ...missing(connection, delivery, explanation).map((text): Line => ['missing', text]),
    ['so', verdict(explanation)],
  ];
}

/** Names of a query's fields, and no values; no secret of the path. */
function shown(url: string, pathSecret: string | undefined): string {
  const [before = '', query] = url.replace(/#.*$/s, '').split(/\?(.*)/s);
  const path = before.replace(/^(\w+:\/\/)[^/@]*@/, '$1…@');
  const safe = pathSecret === undefined ? path : path.replace(/[^/]+(\/?)$/, '…$1');
  if (query === undefined) return safe;
  return `${safe}?${query
    .split('&')
    .map((pair) => `${pair.split('=')[0]}=…`)
    .join('&')}`;
}

function verified({ verification, staleBySeconds }: Explanation): readonly Line[] {
  if (verification.authentic) {
    const { authenticity } = verification;
    return [
      ['signature', authenticity === 'shared-secret' ? 'none; the shared secret is right' : `right (${authenticity})`],
    ];
  }
  const lines: Line[] = [
    [verification.stale ? 'time' : 'signature', `refused: ${verification.code}`],
    ['', verification.cause],
  ];
  if (staleBySeconds !== undefined) {
    const side = staleBySeconds > 0 ? 'before' : 'after';
    const off = Math.abs(staleBySeconds);
    lines.push(['', `It was signed ${off} s ${side} the time it is judged at (--at). Read on as of its own time.`]);
  }
  return lines;
}

function read(reading: NonNullable<Explanation['reading']>, showText: boolean): readonly Line[] {
  if (!reading.readable) return [['body', `not readable: ${reading.cause}`]];
  const { facts } = reading;
  if (facts.length === 0) return [['facts', 'none: this event is no fact, and is counted as dropped']];
  return facts.flatMap((fact, index) => factLines(fact, showText, index === 0 ? 'facts' : ''));
}

function factLines(fact: Fact, showText: boolean, label: string): readonly Line[] {
  return [
    [label, fact.type],
    ['', `  id       ${fact.id} (${fact.identity})`],
    ['', `  subject  ${fact.subject}`],
    ['', `  holds    ${heldBy(fact, showText)}`],
  ];
}

/** Values that no person wrote and no person is named by; of the others that they are there, and how long. */
function heldBy(fact: Fact, showText: boolean): string {
  const { origin: _, ...data } = fact.data as unknown as Readonly<Record<string, unknown>>;
  if (showText) return JSON.stringify(data);
  const schema = definitionOf(fact.type)?.data;
  const shape: z.ZodRawShape = schema instanceof z.ZodObject ? schema.shape : {};
  const shown = Object.entries(data).filter(([, value]) => value !== undefined && value !== null);
  return shown
    .map(([name, value]) => {
      const privacy = shape[name] && privacyOf(shape[name] as z.ZodType);
      if (privacy === 'operational' || privacy === 'pseudonymous') return `${name} ${JSON.stringify(value)}`;
      return typeof value === 'string' ? `${name} (${value.length} characters)` : name;
    })
    .join(', ');
}

function missing(connection: Connection, delivery: Delivery, { reading }: Explanation): readonly string[] {
  const lines: string[] = [];
  const facts = reading?.readable ? reading.facts : [];
  const unmapped = facts.some(({ type }) => type === 'unmapped.v1');
  if (unmapped) lines.push('Nothing here knows this event: it is kept as it came, and no conversation changes by it.');
  if (connection.desk === 'zendesk' && isTrigger(delivery)) {
    lines.push(...checkZendeskTemplate(delivery.body).map(({ field, problem }) => `${field}: ${problem}`));
  }
  if (connection.desk === 'freshdesk' && facts.some(({ identity }) => identity === 'derived')) {
    lines.push(
      'The body says not when the ticket changed, so that its own id is derived. deskrail template freshdesk prints one that does.',
    );
  }
  if (connection.enrich !== undefined) lines.push('Nothing was asked of the desk (enrich): this reads offline.');
  return lines;
}

const isTrigger = ({ headers, body }: Delivery): boolean =>
  !new TextDecoder().decode(body.subarray(0, 4_096)).includes('zen:event-type:') &&
  (headers.get('content-type') ?? 'json').includes('json');

function verdict({ takenIn, verification, reading }: Explanation): string {
  if (takenIn) {
    const count = reading?.readable ? reading.facts.length : 0;
    return `It would be taken in: ${count} ${count === 1 ? 'fact' : 'facts'}.`;
  }
  if (verification.authentic) return 'It would be answered with 2xx and kept as a dead letter: no fact comes of it.';
  if (verification.stale) {
    const rest = reading?.readable
      ? `at its own time it would give ${reading.facts.length} facts`
      : 'nor can it be read';
    return `It would be refused with 401 and kept as a stale dead letter; ${rest}.`;
  }
  return `It would be refused with 401 (${verification.code}), and nothing would be kept.`;
}
