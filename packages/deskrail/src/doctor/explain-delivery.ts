import type { Connection, Delivery, Fact, Verification } from '@deskrail/contracts';

/** What an instance would make of a delivery, step by step. */
export interface Explanation {
  readonly verification: Verification;
  /** How far its own time lies behind the one it is judged at, where it is too far: what follows holds at its own time. */
  readonly staleBySeconds: number | undefined;
  /** Absent where it was not read, since it is not authentic. */
  readonly reading?:
    | { readonly readable: true; readonly facts: readonly Fact[] }
    | { readonly readable: false; readonly cause: string };
  /** It would be kept: as facts, or as a dead letter where it cannot be read. */
  readonly takenIn: boolean;
}

/** Runs the connection's own adapter, without a network. */
export async function explainDelivery(connection: Connection, delivery: Delivery): Promise<Explanation> {
  const first = await connection.adapter.verify(delivery, connection);
  const ownMs = isStale(first) ? signedAtMs(delivery.headers) : undefined;
  const judged = ownMs === undefined ? delivery : { ...delivery, receivedAtMs: ownMs };
  const verification = ownMs === undefined ? first : await connection.adapter.verify(judged, connection);
  const staleBySeconds = ownMs === undefined ? undefined : Math.round((delivery.receivedAtMs - ownMs) / 1000);
  // Even one whose time cannot be told is worth reading: its signature was right.
  if (!verification.authentic && !isStale(verification)) return { verification, staleBySeconds, takenIn: false };
  const reading = await read(connection, judged, verification);
  return { verification: first, staleBySeconds, reading, takenIn: first.authentic && reading.readable };
}

const isStale = (verification: Verification) => !verification.authentic && verification.stale === true;

async function read(
  connection: Connection,
  delivery: Delivery,
  verification: Verification,
): Promise<NonNullable<Explanation['reading']>> {
  const { adapter } = connection;
  try {
    const reading = adapter.read(delivery);
    if (!reading.readable) return reading;
    const { headers, receivedAtMs, body } = delivery;
    const authenticity = verification.authentic ? verification.authenticity : 'signed';
    const raw = new TextDecoder().decode(body);
    const facts = await adapter.normalize(reading.payload, { connection, authenticity, receivedAtMs, headers, raw });
    return { readable: true, facts };
  } catch (error) {
    return { readable: false, cause: error instanceof Error ? error.message : 'The adapter could not read it.' };
  }
}

/** When the desk signed it, by its own clock. */
function signedAtMs(headers: Headers): number | undefined {
  const zendesk = headers.get('x-zendesk-webhook-signature-timestamp');
  const standard = headers.get('webhook-timestamp');
  const ms = zendesk !== null ? Date.parse(zendesk) : standard === null ? Number.NaN : Number(standard) * 1000;
  return Number.isNaN(ms) ? undefined : ms;
}
