import {
  type Authenticity,
  type Connection,
  type Delivery,
  type ErrorCode,
  type Fact,
  isDeskrailError,
} from '@deskrail/contracts';

/** What an authentic delivery says, or why nobody can tell. */
export type FactsRead =
  | { readonly readable: true; readonly facts: readonly Fact[] }
  | {
      readonly readable: false;
      readonly code: ErrorCode;
      /** No text of a person. */
      readonly cause: string;
    };

// The byte order mark stays: this is the body exactly as it came.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Read → normalize. The adapter's own errors make a delivery unreadable; nothing is thrown. */
export async function readFacts(
  connection: Connection,
  delivery: Delivery,
  authenticity: Authenticity,
): Promise<FactsRead> {
  const { adapter } = connection;
  try {
    const reading = adapter.read(delivery);
    if (!reading.readable) return { readable: false, code: 'payload-unreadable', cause: reading.cause };
    const facts = await adapter.normalize(reading.payload, {
      connection,
      authenticity,
      receivedAtMs: delivery.receivedAtMs,
      headers: delivery.headers,
      raw: decoder.decode(delivery.body),
    });
    return { readable: true, facts };
  } catch (error) {
    if (isDeskrailError(error)) return { readable: false, code: error.code, cause: error.message };
    const cause = `The adapter could not map the payload (${(error as Error | null)?.name}).`;
    return { readable: false, code: 'payload-unreadable', cause };
  }
}
