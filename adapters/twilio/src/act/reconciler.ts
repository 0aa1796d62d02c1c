import {
  type Clock,
  DeskrailError,
  type ExecutorOptions,
  type Fact,
  isDeskrailError,
  isTimestamp,
  type Observation,
  type Reconciler,
} from '@deskrail/contracts';
import type { JsonObject } from '@deskrail/webhooks';
import { sleepFor, throwIfAborted } from '@deskrail/webhooks/act';
import type { TwilioConnection } from '../verify/connection.js';
import { type Desk, openDesk } from './desk.js';
import { observedFacts } from './observed.js';
import { type MessagePage, messagesUrl, readPage } from './pages.js';

const pageSize = 500;
/** How long in all limits and outages are waited out, for one reading. */
const waitBudgetMs = 600_000;
const defaultWaitMs = 5_000;
/** A million messages: a list that goes on behind them is read in shorter stretches. */
const pagesAtMost = 2_000;

/**
 * What reads an account's message list back: messages that came and went, and how each stands. Conversations are not in
 * it. Throws `config-invalid`.
 */
export async function openTwilioReconciler(
  connection: TwilioConnection,
  options: ExecutorOptions = {},
): Promise<Reconciler> {
  const desk = openDesk(connection, options);
  return { changes: ({ since, signal }) => changes(desk, connection, { since, signal }) };
}

async function* changes(
  desk: Desk,
  connection: TwilioConnection,
  { since, signal }: { readonly since: string; readonly signal: AbortSignal },
): AsyncGenerator<Observation> {
  if (!isTimestamp(since))
    throw new DeskrailError('request-invalid', 'since is an RFC 3339 time, such as 2026-01-31T00:00:00Z.');
  const budget = { leftMs: waitBudgetMs };
  let url: URL | undefined = messagesUrl(desk, { sinceMs: Date.parse(since), pageSize });
  const read = new Set<string>();
  while (url !== undefined && !read.has(url.href)) {
    if (read.size === pagesAtMost) {
      throw new DeskrailError(
        'dependency-unavailable',
        `Twilio's list has more than ${pagesAtMost * pageSize} messages since then. Reconcile since a later time first.`,
      );
    }
    read.add(url.href);
    const page: MessagePage = await readPatiently(desk, url, { budget, signal });
    yield* observations(page.messages, connection, desk.clock);
    url = page.next;
  }
}

async function* observations(
  messages: readonly JsonObject[],
  connection: TwilioConnection,
  clock: Clock,
): AsyncGenerator<Observation> {
  const conversations = new Map<string, Fact[]>();
  for (const message of messages) {
    const { conversation, facts } = await observedFacts(message, connection, clock);
    if (conversation === undefined) continue;
    const known = conversations.get(conversation);
    if (known === undefined) conversations.set(conversation, [...facts]);
    else known.push(...facts);
  }
  for (const [conversation, facts] of conversations) yield { conversation, facts };
}

async function readPatiently(
  desk: Desk,
  url: URL,
  { budget, signal }: { readonly budget: { leftMs: number }; readonly signal: AbortSignal },
): Promise<MessagePage> {
  for (;;) {
    throwIfAborted(signal);
    try {
      return (await readPage(desk, url, signal)) ?? { messages: [], next: undefined };
    } catch (error) {
      throwIfAborted(signal);
      if (!isDeskrailError(error) || !error.retryable) throw error;
      const asked = error.details.retryAfterMs;
      const waitMs = Math.max(typeof asked === 'number' ? asked : defaultWaitMs, 100);
      if (waitMs > budget.leftMs) throw error;
      budget.leftMs -= waitMs;
      await sleepFor(waitMs, signal);
    }
  }
}
