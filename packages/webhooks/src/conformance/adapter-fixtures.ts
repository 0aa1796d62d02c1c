import type { ApprovedAction, Clock, Connection, Execution, Executor, LookUp } from '@deskrail/contracts';

/** A part of the suite that this desk has no occasion for; it is skipped by name, with this reason. */
export interface Skipped {
  readonly skipped: string;
}

/** What a vendor sends. */
export interface WebhookFixture {
  readonly name: string;
  /** The vendor's page that the body follows. */
  readonly follows: string;
  /** Default: `application/json`. A form is taken apart as one. */
  readonly contentType?: string;
  /** Default: `POST`. */
  readonly method?: 'POST' | 'PUT' | 'PATCH';
  readonly body: string;
  /** Beside those of the signature. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A webhook and the facts it must become, as `toMatchObject` has it, in order. None: it is no fact, and dropped. */
export interface FactFixture extends WebhookFixture {
  readonly facts: readonly {
    readonly type: string;
    readonly subject?: string;
    readonly data?: Readonly<Record<string, unknown>>;
  }[];
}

export interface SignInput {
  readonly url: string;
  readonly method: string;
  readonly contentType: string;
  readonly body: Uint8Array;
  readonly secret: string;
  /** Of this webhook, the same in each of its tries; for vendors that send one. */
  readonly deliveryId: string;
  /** When it is signed, where the scheme has a time. */
  readonly atMs: number;
}

export interface AdapterFixtures {
  readonly scheme: {
    /** The vendor's page on it. */
    readonly follows: string;
    /** Whether the body is under the signature. With a reason: a shared secret, or nothing. */
    readonly signsBody: true | Skipped;
    readonly signsTime: true | Skipped;
    /** The header that proves it, and how its value is written. */
    readonly header: string;
    readonly encoding: 'base64' | 'hex' | Skipped;
  };
  /** Fields that say whose account a webhook is of: with another one it is refused, and so they are left as they are. */
  readonly accountFields?: readonly string[];
  /** Three that the desk could have given, all different. */
  readonly secrets: { readonly newer: string; readonly older: string; readonly foreign: string };
  /** A connection with these secrets, checked. Its id is where webhooks go: `/webhooks/{id}`. */
  connection(secrets: readonly string[]): Connection;
  /** The headers with which the vendor would send it; and the URL, where the scheme puts something into its query. */
  sign(input: SignInput): Promise<{ readonly headers: Readonly<Record<string, string>>; readonly url?: string }>;
  /** What the vendor sends, each with its facts. The first is a customer's message. */
  readonly webhooks: readonly [FactFixture, ...FactFixture[]];
  readonly unknownEvent: WebhookFixture | Skipped;
  /** Our own reply as the desk sends it back. Without `actionId` where no marker comes with it: its id at the desk tells. */
  readonly ownReply: (WebhookFixture & { readonly actionId?: string }) | Skipped;
  /** What the customer must not see, and what does not say whether they may. */
  readonly privateNotes: readonly [WebhookFixture, ...WebhookFixture[]] | Skipped;
  /** An integer beyond 2^53, without quotation marks, and where it must come out exactly: anywhere in the facts. */
  readonly hugeInteger: (WebhookFixture & { readonly digits: string }) | Skipped;
  readonly act: ActFixtures | Skipped;
}

export interface ActCase {
  readonly name: string;
  readonly follows: string;
  readonly action: ApprovedAction;
  /** The desk's answers. What rejects is the network's failure. Default: the one that all goes well with. */
  desk?(request: Request): Response | Promise<Response>;
  /** As `toMatchObject` has it. */
  readonly expected: Partial<Execution>;
}

export interface ActFixtures {
  /** Opens the executor, with credentials that are nobody's. */
  open(options: {
    readonly fetch: typeof globalThis.fetch;
    readonly clock: Clock;
    readonly timeoutMs: number;
  }): Promise<Executor>;
  /** A desk that takes everything: a new one, as nothing was ever sent to it. */
  desk(): (request: Request) => Response | Promise<Response>;
  /** A public reply. */
  readonly reply: ApprovedAction;
  /** Successes, for every kind of action at least one, and each failure that the desk names. */
  readonly cases: readonly ActCase[];
  /** What a desk answers that has the reply already, and one that has not. */
  readonly lookUp:
    | {
        found(request: Request): Response | Promise<Response>;
        absent(request: Request): Response | Promise<Response>;
        readonly expected: LookUp;
      }
    | Skipped;
}

export const isSkipped = (part: unknown): part is Skipped =>
  typeof part === 'object' && part !== null && 'skipped' in part;
