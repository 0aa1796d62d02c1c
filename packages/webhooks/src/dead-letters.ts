import {
  type Authenticity,
  type Connection,
  type DeadLetter,
  type Delivery,
  type ErrorCode,
  formatActor,
  sha256Hex,
} from '@deskrail/contracts';
import { encodeBase64 } from './base64.js';

export interface DeadLetterInput {
  readonly connection: Connection;
  readonly delivery: Delivery;
  readonly reason: 'unreadable' | 'stale' | 'event-invalid' | 'too-large';
  /** How it was verified; of a stale one nobody can tell more than that its signature was right. */
  readonly authenticity?: Authenticity;
  readonly code: ErrorCode;
  /** No text of a person, no secret. */
  readonly message: string;
}

// A list of what may be kept, as a credential can come under any name.
const keptHeaders =
  /^(content-(type|length|encoding)|user-agent|date|traceparent|x-[a-z0-9-]*-(id|timestamp|version|attempt|topic|event))$/;
const maxHeaders = 32;

/** What could not be taken in, kept once: the id follows from connection, reason and body, so a redelivery is the same. */
export async function deadLetterOf(input: DeadLetterInput): Promise<DeadLetter> {
  const { connection, delivery, reason, code, message, authenticity } = input;
  const hash = (await sha256Hex(delivery.body)).slice(0, 32);
  const place = [connection.tenant, connection.id].map(encodeURIComponent).join('/');
  return {
    specversion: '1.0',
    id: `${place}/dead-letter/${reason}/${hash}`,
    source: `/connections/${encodeURIComponent(connection.id)}`,
    type: 'dead-letter.recorded.v1',
    subject: `connection:${encodeURIComponent(connection.id)}`,
    time: new Date(delivery.receivedAtMs).toISOString(),
    datacontenttype: 'application/json',
    tenant: connection.tenant,
    connection: connection.id,
    actor: formatActor('system', 'receiver'),
    data: {
      reason,
      code,
      message: message.slice(0, 2048),
      attempts: 1,
      from: {
        kind: 'webhook',
        connection: connection.id,
        headers: headersOf(delivery.headers),
        ...(authenticity === undefined ? {} : { authenticity }),
      },
      ...bodyOf(delivery.body),
    },
  };
}

/** Small enough for any log. */
export function withoutBody(letter: DeadLetter, bytes: number): DeadLetter {
  const { body: _, bodyEncoding: __, ...data } = letter.data;
  const message = `${data.message.slice(0, 1900)} Its body of ${bytes} bytes could not be kept here either.`;
  return { ...letter, data: { ...data, message } };
}

function headersOf(headers: Headers): Record<string, string> {
  const kept: Record<string, string> = {};
  let count = 0;
  headers.forEach((value, name) => {
    if (count >= maxHeaders || !keptHeaders.test(name)) return;
    kept[name] = value.slice(0, 512);
    count += 1;
  });
  return kept;
}

function bodyOf(bytes: Uint8Array): { body: string; bodyEncoding: 'utf8' | 'base64' } {
  try {
    const body = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return { body, bodyEncoding: 'utf8' };
  } catch {
    return { body: encodeBase64(bytes), bodyEncoding: 'base64' };
  }
}
