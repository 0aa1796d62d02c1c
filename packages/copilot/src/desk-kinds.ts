import {
  type ActionKind,
  type Clock,
  type Connection,
  type Connections,
  isDeskrailError,
  type Logger,
  silentLogger,
  systemClock,
  type Tool,
} from '@deskrail/contracts';
import { withTimeLimit } from './time-limit.js';

/** A kind of action, or the calls of one tool alone: those that we carry out ourselves, wherever the case is. */
export type ReachedKind = ActionKind | `call-tool ${string}`;

/** What the desk of a connection can carry out, and we beside it. What is not there is not known: nothing is against anything then. */
export interface DeskReach {
  readonly kinds?: readonly ReachedKind[] | undefined;
  /** Of a reply's text, in UTF-16 code units. */
  readonly replyAtMost?: number | undefined;
}

/** Throws `aborted`. */
export type DeskKinds = (
  owner: { readonly tenant: string; readonly connection: string | undefined },
  options?: { readonly signal?: AbortSignal },
) => Promise<DeskReach>;

const askedForMs = 5_000;
const keptForMs = 60_000;
const keptAtMost = 1_000;

/** What another tenant's desk can do says nothing: it would not be acted through. */
const reachOf = (
  connection: Connection | undefined,
  tenant: string,
  handled: readonly ReachedKind[] = [],
): DeskReach =>
  connection?.tenant === tenant
    ? {
        kinds: connection.actionKinds && [...connection.actionKinds, ...handled],
        replyAtMost: connection.replyAtMost,
      }
    : {};

/**
 * Asks the connections, and where they are looked up at run time, keeps what was found for a minute. A look-up that fails
 * holds nothing up: then all is proposed, and the executor says what it does not support.
 */
export function createDeskKinds(
  connections: Connections,
  {
    clock = systemClock,
    logger = silentLogger,
    tools = [],
  }: {
    readonly clock?: Clock | undefined;
    readonly logger?: Logger;
    /** Those with a handler are within reach everywhere. */
    readonly tools?: readonly Tool[] | undefined;
  } = {},
): DeskKinds {
  const handled = tools.filter(({ handle }) => handle !== undefined).map(({ name }) => `call-tool ${name}` as const);
  if (typeof connections !== 'function') {
    return async ({ tenant, connection }) =>
      reachOf(
        connections.find(({ id }) => id === connection),
        tenant,
        handled,
      );
  }
  const kept = new Map<string, { readonly found: Promise<Connection | undefined>; readonly untilMs: number }>();

  function lookUp(id: string, ask: (id: string) => Promise<Connection | undefined>): Promise<Connection | undefined> {
    const known = kept.get(id);
    if (known !== undefined && known.untilMs > clock.now()) return known.found;
    if (kept.size >= keptAtMost) kept.clear();
    const found = ask(id);
    kept.set(id, { found, untilMs: clock.now() + keptForMs });
    return found;
  }

  return async ({ tenant, connection: id }, { signal } = {}) => {
    if (id === undefined) return {};
    const limits = { timeoutMs: askedForMs, signal };
    try {
      const found = await withTimeLimit('The look-up of a connection', limits, async () => lookUp(id, connections));
      // A connection that is added is known at once.
      if (found === undefined) kept.delete(id);
      return reachOf(found, tenant, handled);
    } catch (error) {
      if (signal?.aborted) throw error;
      kept.delete(id);
      const code = isDeskrailError(error) ? error.code : 'internal';
      logger.warn({ connection: id, code }, 'what a desk can carry out is not known; everything is proposed');
      return {};
    }
  };
}
