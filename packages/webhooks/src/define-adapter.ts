import {
  type Adapter,
  type Connection,
  type Delivery,
  DeskrailError,
  type Fact,
  type NormalizeContext,
  type Reading,
  type Verification,
} from '@deskrail/contracts';
import { readJson } from './read-json.js';

type Maybe<Value> = Value | Promise<Value>;

/** What tells one desk from another. Everything else has a default. */
export interface AdapterDefinition<Payload> {
  /** The vendor's name, such as `zendesk`: lower case, as it stands in a fact's `origin.vendor`. */
  readonly desk: string;
  /** Default: POST, PUT, PATCH. */
  readonly methods?: readonly string[];
  verify(delivery: Delivery, connection: Connection): Maybe<Verification>;
  /** Default: the body as JSON, integers kept exact, `unknown` to `normalize`. */
  read?(delivery: Delivery): Reading<Payload>;
  /** One change, one fact; none where the vendor's event is no fact. `finishFacts` puts the envelope around drafts. */
  normalize(payload: Payload, context: NormalizeContext): Maybe<readonly Fact[]>;
  /** Default: 503 with `Retry-After: 5`. */
  readonly retry?: Adapter['retry'];
  /** Beside what {@link checkSecrets} holds against every connection. Throws `config-invalid`, `secret-public`. */
  checkConnection?(connection: Connection): void;
  answer?: Adapter['answer'];
}

const defaultRetry = { status: 503, headers: { 'retry-after': '5' } } as const;

/** An adapter for a desk: how its webhooks are verified and read, and which facts they are. */
export function defineAdapter<Payload = unknown>(definition: AdapterDefinition<Payload>): Adapter<Payload> {
  const { desk, methods, answer } = definition;
  return {
    desk,
    verify: async (delivery, connection) => definition.verify(delivery, connection),
    read: (delivery) => definition.read?.(delivery) ?? readBody<Payload>(delivery),
    normalize: async (payload, context) => definition.normalize(payload, context),
    retry: definition.retry ?? defaultRetry,
    checkConnection(connection) {
      checkSecrets(connection);
      definition.checkConnection?.(connection);
    },
    ...(methods === undefined ? {} : { methods }),
    ...(answer === undefined ? {} : { answer }),
  };
}

function readBody<Payload>({ body }: Delivery): Reading<Payload> {
  const json = readJson(body);
  return json.readable ? { readable: true, payload: json.value as Payload } : json;
}

/** What a connection says of itself; its desk and adapter follow from which adapter reads it. */
export type ConnectionOptions = Omit<Connection, 'desk' | 'adapter'>;

/** A connection that this adapter reads. Throws what its `checkConnection` throws, at once. */
export function defineConnection<Payload, Options extends ConnectionOptions>(
  adapter: Adapter<Payload>,
  options: Options,
): Options & Connection {
  const connection = { ...options, desk: adapter.desk, adapter: adapter as Adapter };
  adapter.checkConnection(connection);
  return connection;
}

/**
 * Throws for a connection that could let anybody in: `secret-empty` where it has no secret or an empty one,
 * `config-invalid` for white space around one, and for a freshness that is no time.
 */
export function checkSecrets(connection: Connection): void {
  const where = `${connection.desk} connection ${JSON.stringify(connection.id)}`;
  const { secrets, pathSecrets = [], freshnessSeconds } = connection;
  if (secrets.length === 0 || [...secrets, ...pathSecrets].some((secret) => secret.trim() === '')) {
    throw new DeskrailError('secret-empty', `${where} has no secret, or an empty one, so that anybody could sign.`);
  }
  if ([...secrets, ...pathSecrets].some((secret) => secret !== secret.trim())) {
    throw new DeskrailError('config-invalid', `${where}: a secret has white space around it. Remove it.`);
  }
  if (freshnessSeconds !== undefined && !(freshnessSeconds > 0)) {
    throw new DeskrailError('config-invalid', `${where}: freshnessSeconds must be above 0.`);
  }
}
