import { type Fact, formatActor, type NormalizeContext, type Origin } from '@deskrail/contracts';
import {
  actorOf,
  connectionSubject,
  type Draft,
  finishFacts,
  identifier,
  isObject,
  known,
  type Shared,
  subjectOf,
  timeOfMs,
  unmappedDraft,
} from '@deskrail/webhooks';
import { appEventDrafts, ticketOf } from './normalize/app-event.js';
import { type Automation, automationDrafts, automationOf } from './normalize/automation.js';
import type { FreshdeskConnection } from './normalize/connection.js';
import { fieldId, fieldText } from './normalize/fields.js';
import { changeIdentity } from './normalize/identity.js';
import { assigneeOf, userOf } from './normalize/party.js';
import { timeIn, timeInMs } from './normalize/times.js';
import { channelOf } from './normalize/words.js';
import type { AppPayload, AutomationPayload, FreshdeskPayload } from './payload.js';

/** One change, one fact; what has no fact of its own is kept as `unmapped`. Total: any payload gives valid facts. */
export function normalize(payload: FreshdeskPayload, context: NormalizeContext): Promise<readonly Fact[]> {
  if (payload.family === 'automation') return normalizeAutomation(payload, context);
  if (payload.family === 'app') return normalizeApp(payload, context);
  const about = shared({ subject: connectionSubject(context.connection), by: 'trigger' }, context);
  return finishFacts([unmappedDraft(payload.name, 'no-contract')], about, context);
}

async function normalizeAutomation(
  { fields, template }: AutomationPayload,
  context: NormalizeContext,
): Promise<readonly Fact[]> {
  const { connection } = context;
  const told = fieldText(fields, 'triggered_event', 10_000);
  const ticketId = fieldId(fields, 'id');
  const base = { by: 'trigger', event: told?.slice(0, 256) ?? 'automation' } as const;
  if (ticketId === undefined) {
    const about = shared({ ...base, subject: connectionSubject(connection) }, context);
    return finishFacts([unmappedDraft(told ?? 'automation', 'incomplete')], about, context);
  }
  const automation = automationOf(fields, ticketId, template, context);
  const about = shared(
    {
      ...base,
      subject: subjectOf('conversation', connection, ticketId),
      channel: channelOf(fields.get('source')),
      time: timeIn(automation.updated),
      actor: actorIn(automation),
    },
    context,
  );
  const drafts = await automationDrafts(automation);
  if (typeof drafts === 'string') return finishFacts([unmappedDraft(told ?? 'automation', drafts)], about, context);
  const isNamed = drafts.every(({ identity }) => identity !== undefined);
  const facts = isNamed ? drafts : await named(drafts, automationChange(automation, told), automation, context);
  return finishFacts(facts, about, context);
}

/** An automation does not say who did it; an assignment to oneself and the like stay the system's. */
const actorIn = ({ fields, trigger }: Automation): string =>
  trigger === undefined || assigneeOf(fields) === null ? formatActor('system') : formatActor('agent');

interface Change {
  readonly key: unknown;
  /** It has the desk's time of it: the same change always gives the same key, and another never does. */
  readonly exact: boolean;
}

/**
 * With the updated time: what fired, and when. Without: all that tells it from another one. The bodies of a delivery and
 * its retries say the same.
 */
function automationChange({ ticketId, fields, updated }: Automation, told: string | undefined): Change {
  const saying = (names: readonly string[]) => names.map((name) => JSON.stringify(fields.get(name) ?? null));
  const state = saying(['status', 'priority']);
  // The desk's time has whole seconds, in which two updates may say the same of what fired.
  if (updated !== undefined) return { key: [ticketId, told ?? null, updated, ...state], exact: true };
  const comments = saying(['latest_public_comment', 'latest_private_comment']);
  return { key: [ticketId, told ?? null, ...state, ...comments], exact: false };
}

/** A change that was seen before counts as its retry, for as long as Freshdesk may try again. */
async function named(
  drafts: readonly Draft[],
  { key, exact }: Change,
  { receivedAtMs }: { readonly receivedAtMs: number },
  { connection }: { readonly connection: FreshdeskConnection },
): Promise<readonly Draft[]> {
  return Promise.all(
    drafts.map(async (draft) => {
      if (draft.identity !== undefined) return draft;
      const name = draft.part === undefined ? draft.type : `${draft.type}:${draft.part}`;
      const first = await changeIdentity(connection, name, key);
      if (exact) return { ...draft, identity: { ...first, identity: 'exact' as const } };
      const nth = connection.memory?.occurrence(first.id, receivedAtMs) ?? 0;
      return { ...draft, identity: nth === 0 ? first : await changeIdentity(connection, name, [key, nth]) };
    }),
  );
}

async function normalizeApp(payload: AppPayload, context: NormalizeContext): Promise<readonly Fact[]> {
  const { connection } = context;
  const { ticket, ticketId } = ticketOf(payload);
  const at = timeInMs(payload.timestamp);
  const changedAt = at ?? timeIn(ticket.updated_at);
  const { actor } = payload.data;
  const about = shared(
    {
      subject: ticketId === undefined ? connectionSubject(connection) : subjectOf('conversation', connection, ticketId),
      by: 'event',
      event: payload.event,
      channel: channelOf(ticket.source),
      time: changedAt,
      actor: isObject(actor) ? actorOfEvent(payload, context) : formatActor('system'),
    },
    context,
  );
  const drafts = await appEventDrafts(payload, context);
  if (typeof drafts === 'string') return finishFacts([unmappedDraft(payload.event, drafts)], about, context);
  const key = [payload.event, ticketId ?? null, changedAt ?? context.raw];
  return finishFacts(await named(drafts, { key, exact: changedAt !== undefined }, context, context), about, context);
}

/** Whoever is not the ticket's requester is an agent, as far as one can tell. */
function actorOfEvent({ data }: AppPayload, { connection }: NormalizeContext): string {
  const actor = isObject(data.actor) ? data.actor : {};
  const requester = isObject(data.requester) ? identifier(data.requester.id) : undefined;
  const isRequester = requester !== undefined && requester === identifier(actor.id);
  return actorOf(userOf(isRequester ? 'customer' : 'agent', actor, connection));
}

interface SharedInput {
  readonly subject: string;
  readonly by: Origin['by'];
  readonly event?: string | undefined;
  readonly channel?: string | undefined;
  readonly time?: string | undefined;
  readonly actor?: string;
}

function shared(input: SharedInput, context: NormalizeContext): Shared {
  const { by, event, channel } = input;
  return {
    subject: input.subject,
    actor: input.actor ?? formatActor('system'),
    time: input.time ?? timeOfMs(context.receivedAtMs),
    eventId: undefined,
    // As text: an id must come of any body, and a redelivery has the same bytes.
    change: () => context.raw,
    origin: known({ event: event || undefined, by, channel }),
  };
}
