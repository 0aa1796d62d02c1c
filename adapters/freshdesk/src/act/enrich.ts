import { DeskrailError, type Enrich, type ExecutorOptions, type Fact } from '@deskrail/contracts';
import { htmlToText, isObject, type JsonObject } from '@deskrail/webhooks';
import { conversationIdIn, createKept } from '@deskrail/webhooks/act';
import { textDigest } from '../normalize/comment.js';
import type { FreshdeskConnection } from '../normalize/connection.js';
import { caseStatus } from '../normalize/words.js';
import { readPayload } from '../payload.js';
import { idOf, listConversations, textOf, visibilityOf } from './conversations.js';
import { openDesk } from './desk.js';
import { readStatuses } from './statuses.js';

export interface FreshdeskEnrichOptions extends ExecutorOptions {
  /**
   * Read every ticket back: facts that the desk says as well become `confirmed`, and a delivery about a ticket that the
   * desk does not know is refused. Default: false.
   */
  readonly confirm?: boolean;
  /** How long what was read is used again. Default: 3000. */
  readonly ttlMs?: number;
  /** Tickets that are kept. Default: 500. */
  readonly maxEntries?: number;
}

interface Read {
  /** `undefined`: the desk knows no such ticket. */
  readonly ticket: JsonObject | undefined;
  conversations?: readonly JsonObject[];
}

const statusesTtlMs = 3_600_000;
const statusesRetryMs = 60_000;

/**
 * Asks the desk for what a delivery lacks: the rest of a text that was cut short, the account's names of its statuses, and
 * with `confirm` whether it is so at all. What cannot be had leaves the facts as they are. Throws `config-invalid`.
 */
export function createFreshdeskEnrich(connection: FreshdeskConnection, options: FreshdeskEnrichOptions = {}): Enrich {
  const desk = openDesk(connection, options);
  const { clock } = desk;
  const { confirm = false, ttlMs = 3_000, maxEntries = 500 } = options;
  const kept = createKept<Read>({ ttlMs, max: maxEntries, now: () => clock.now() });
  let statusesReadMs = Number.NEGATIVE_INFINITY;
  let statusesWaitMs = 0;

  async function read(ticketId: string, fresh: boolean, signal: AbortSignal): Promise<Read | undefined> {
    const known = fresh ? undefined : kept.get(ticketId);
    if (known !== undefined) return known;
    const answer = await desk.get(pathOf(ticketId), signal);
    if (answer.kind !== 'answer') return undefined;
    const found = answer.status === 200 && isObject(answer.body);
    if (!found && answer.status !== 404) return undefined;
    const made: Read = { ticket: found ? (answer.body as JsonObject) : undefined };
    kept.set(ticketId, made);
    return made;
  }

  async function conversationsOf(ticketId: string, of: Read, signal: AbortSignal): Promise<readonly JsonObject[]> {
    of.conversations ??= (await listConversations(desk, pathOf(ticketId), signal)).list;
    return of.conversations;
  }

  async function learnStatuses(signal: AbortSignal): Promise<void> {
    const { memory } = connection;
    if (memory === undefined || clock.now() - statusesReadMs < statusesWaitMs) return;
    statusesReadMs = clock.now();
    const names = await readStatuses(desk, signal);
    statusesWaitMs = names === undefined ? statusesRetryMs : statusesTtlMs;
    if (names !== undefined) memory.statusNames = names;
  }

  async function confirmed(fact: Fact, ticketId: string, signal: AbortSignal): Promise<boolean> {
    for (const fresh of [false, true]) {
      const wasKept = kept.get(ticketId) !== undefined;
      const found = await read(ticketId, fresh, signal);
      if (found === undefined) return false;
      if (found.ticket === undefined) {
        if (wasKept && !fresh) continue;
        throw new DeskrailError(
          'signature-invalid',
          'The desk has no ticket of this id: the delivery is not Freshdesk’s, or of another account.',
        );
      }
      const needsWords = fact.type.startsWith('message.');
      const words = needsWords ? await conversationsOf(ticketId, found, signal) : [];
      if (await says(found.ticket, words, fact, connection)) return true;
      if (!wasKept) return false;
    }
    return false;
  }

  return async (facts, { delivery, signal }) => {
    const about = facts.map(({ subject }) => conversationIdIn(subject, connection));
    if (facts.some(hasUnknownStatus)) await learnStatuses(signal);
    const cut = cutIn(delivery);
    const enriched: Fact[] = [];
    for (const [index, given] of facts.entries()) {
      const ticketId = about[index];
      let fact = withStatus(given, connection);
      if (ticketId !== undefined && cut !== undefined && isCut(fact, cut)) {
        const found = await read(ticketId, false, signal);
        if (found?.ticket !== undefined) fact = await whole(fact, ticketId, found);
      }
      const isTrue = confirm && ticketId !== undefined && (await confirmed(fact, ticketId, signal));
      enriched.push(isTrue ? { ...fact, authenticity: 'confirmed' } : fact);
    }
    return enriched;

    async function whole(fact: Fact, ticketId: string, found: Read): Promise<Fact> {
      if (fact.type === 'case.opened.v1') {
        const html = found.ticket?.description;
        return typeof html === 'string' ? { ...fact, data: { ...fact.data, description: htmlToText(html) } } : fact;
      }
      if (fact.type !== 'message.received.v1' && fact.type !== 'message.sent.v1') return fact;
      const list = await conversationsOf(ticketId, found, signal);
      const conversation = list.find((each) => idOf(each) === fact.data.messageId);
      const html = conversation?.body;
      if (conversation === undefined || typeof html !== 'string') return fact;
      return { ...fact, data: { ...fact.data, text: textOf(conversation), html } } as Fact;
    }
  };
}

const pathOf = (ticketId: string): string => `/tickets/${encodeURIComponent(ticketId.replace(/^[A-Z]{1,10}-/, ''))}`;

const hasUnknownStatus = (fact: Fact): boolean =>
  (fact.type === 'case.opened.v1' && fact.data.status === 'other') ||
  (fact.type === 'case.status-changed.v1' && (fact.data.current === 'other' || fact.data.previous === 'other'));

/** Said again with what was learnt of the account's statuses meanwhile. */
function withStatus(fact: Fact, connection: FreshdeskConnection): Fact {
  if (!hasUnknownStatus(fact)) return fact;
  if (fact.type === 'case.opened.v1') {
    const status = caseStatus(fact.data.vendorStatus, connection) ?? fact.data.status;
    return { ...fact, data: { ...fact.data, status } };
  }
  if (fact.type !== 'case.status-changed.v1') return fact;
  const { data } = fact;
  const again = <Known>(known: Known, word: string | undefined) =>
    known === 'other' && word !== 'deleted' && word !== 'spam' ? (caseStatus(word, connection) ?? known) : known;
  return {
    ...fact,
    data: {
      ...data,
      current: again(data.current, data.vendorCurrent),
      previous: again(data.previous, data.vendorPrevious),
    },
  };
}

/** Which texts the app's event cut short. */
function cutIn(delivery: Parameters<Enrich>[1]['delivery']): { opening: boolean; message: boolean } | undefined {
  const reading = readPayload(delivery);
  if (!reading.readable || reading.payload.family !== 'app') return undefined;
  const { ticket, conversation } = reading.payload.data;
  const opening =
    isObject(ticket) && (ticket.is_description_truncated === true || ticket.is_description_text_truncated === true);
  const message =
    isObject(conversation) && (conversation.is_body_truncated === true || conversation.is_body_text_truncated === true);
  return opening || message ? { opening, message } : undefined;
}

const isCut = (fact: Fact, cut: { readonly opening: boolean; readonly message: boolean }): boolean =>
  fact.type === 'case.opened.v1' ? cut.opening : fact.type.startsWith('message.') && cut.message;

/** Whether the desk says the same. What has moved on since is neither confirmed nor refused. */
async function says(
  ticket: JsonObject,
  conversations: readonly JsonObject[],
  fact: Fact,
  connection: FreshdeskConnection,
): Promise<boolean> {
  switch (fact.type) {
    case 'message.received.v1':
    case 'message.sent.v1': {
      const digest = await textDigest(fact.data.text);
      for (const each of conversations) {
        const isIt = idOf(each) === fact.data.messageId || (await textDigest(textOf(each))) === digest;
        if (isIt && visibilityOf(each) === fact.data.visibility) return true;
      }
      return false;
    }
    case 'case.status-changed.v1':
      return caseStatus(ticket.status, connection) === fact.data.current;
    case 'case.opened.v1':
      return fact.data.subject === undefined || fact.data.subject === ticket.subject;
    case 'unmapped.v1':
      return false;
    default:
      return ticket.id !== undefined;
  }
}
