import type { Connection, Fact } from '@deskrail/contracts';
import { createReceiver, type DeliveryReport } from '@deskrail/webhooks';

/** A delivery as somebody published it: the shape is theirs, every value is made up. */
export interface Captured {
  readonly name: string;
  /** What kind of public place shows this shape. */
  readonly seen: string;
  /** Signed or not, as the vendor sends it, its own headers with it. */
  request(): Promise<Request> | Request;
  /** The types of the facts in order, with what each must say. Empty: authentic, and no fact. */
  readonly facts: readonly (readonly [type: Fact['type'], data?: object])[];
  /** Kept in the dead letters with this code, instead of facts. */
  readonly dead?: string;
}

export interface TakenIn {
  readonly status: number;
  readonly facts: readonly Fact[];
  readonly deadLetters: readonly { readonly code: string }[];
  readonly report: DeliveryReport | undefined;
}

/** Hands a request to a receiver of its own, and says what came of it. */
export async function takeIn(connection: Connection, request: Request): Promise<TakenIn> {
  const facts: Fact[] = [];
  const deadLetters: { readonly code: string }[] = [];
  let report: DeliveryReport | undefined;
  const append = async (stream: string, events: readonly unknown[]) => {
    if (stream === 'facts') facts.push(...(events as Fact[]));
    else deadLetters.push(...(events as { readonly data: { readonly code: string } }[]).map(({ data }) => data));
    return [];
  };
  const receive = createReceiver({
    ...{ log: { append } as never, connections: [connection] },
    onDelivery: (delivery) => {
      report = delivery;
    },
  });
  const { status } = await receive(request);
  return { status, facts, deadLetters, report };
}
