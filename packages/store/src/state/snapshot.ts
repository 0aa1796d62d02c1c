import type { Conversation, EventByType } from '@deskrail/contracts';
import { type ConversationState, eraseCase, isErased } from './conversation.js';
import { conversationView, isAtRest, isEnded } from './conversation-view.js';
import type { MessageState } from './message.js';
import { current, type Register, repeat } from './register.js';
import { iso, timeKey, timeOfKey } from './time-key.js';

type Snapshot = EventByType<'conversation.snapshotted.v1'>;
type SnapshotData = Snapshot['data'];

const most = { messages: 20, textBytes: 8 * 1024, eventBytes: 240 * 1024, erased: 500, tags: 200 };
const encoder = new TextEncoder();
const bytes = (value: string): number => encoder.encode(value).length;

/** What must outlive the stream: the state and its latest messages, cut to what an event may hold. */
export function takeSnapshot(
  state: ConversationState,
  messages: readonly MessageState[],
  { sentBy, takenAtMs }: { readonly sentBy: ReadonlyMap<string, string>; readonly takenAtMs: number },
): SnapshotData {
  const view = conversationView(state, messages, sentBy);
  // One at rest that was snapshotted before is repeated only so that its erasures are not forgotten.
  const textless = isErased(state) || (isAtRest(state) && state.covered === state.changes);
  const names = Object.keys(state.registers);
  const data: SnapshotData = {
    reason: isEnded(state) ? 'closed' : 'periodic',
    takenAt: iso(takenAtMs),
    state: textless ? withoutText(view) : withMessages(view, view.messages.slice(-most.messages).map(capText)),
    carried: {
      times: Object.fromEntries(names.map((name) => [name, timeOfKey(state.registers[name]?.[0]?.[1] ?? '')])),
      erased: Object.keys(state.erased).slice(-most.erased),
      ...(state.registers.erasure !== undefined && {
        erasedAt: current<string>(state.registers, 'erasure'),
      }),
    },
    origin: { vendor: 'deskrail', by: 'api' },
  };
  return cutToFit(data);
}

function withoutText(view: Conversation): Conversation {
  const { subject: _, fields: __, ...rest } = view;
  // What is left of a message that was taken out says nothing, save that it was, and who may see it.
  return withMessages(rest, view.messages.filter(({ redacted }) => redacted === true).slice(-most.messages));
}

function withMessages(view: Conversation, messages: Conversation['messages']): Conversation {
  const facts = new Set(messages.flatMap(({ fact, otherFacts = [] }) => [fact, ...otherFacts]));
  return { ...view, messages, facts: view.facts.filter((id) => facts.has(id)) };
}

function capText(message: Conversation['messages'][number]): Conversation['messages'][number] {
  if (bytes(message.text) <= most.textBytes) return message;
  const text = new TextDecoder().decode(encoder.encode(message.text).subarray(0, most.textBytes));
  // The cut may have gone through a character.
  return { ...message, text: text.replace(/\uFFFD$/, '') };
}

/** Give up the oldest messages first, then the fields, then tags beyond what a person reads. */
function cutToFit(data: SnapshotData): SnapshotData {
  let left = data;
  while (bytes(JSON.stringify(left)) > most.eventBytes && left.state.messages.length > 0) {
    left = { ...left, state: withMessages(left.state, left.state.messages.slice(1)) };
  }
  if (bytes(JSON.stringify(left)) <= most.eventBytes) return left;
  const { fields: _, ...state } = left.state;
  const tags = state.tags.slice(0, most.tags);
  const kept = new Set(tags.map((tag) => `tag:${tag}`));
  const times = Object.entries(left.carried?.times ?? {}).filter(
    ([name]) => !name.startsWith('field:') && (!name.startsWith('tag:') || kept.has(name)),
  );
  const carried = { ...left.carried, erased: left.carried?.erased ?? [], times: Object.fromEntries(times) };
  return { ...left, state: { ...state, tags }, carried };
}

/** The case after its own snapshot came back, or the beginning of one that nothing else is known of. */
export function repeatState(before: ConversationState, fact: Snapshot, appended: number): ConversationState {
  const { state: told, carried } = fact.data;
  const registers: Record<string, Register> = { ...before.registers };
  const names = new Set(carried === undefined ? namesIn(told) : Object.keys(carried.times));
  for (const name of names) {
    // The state shows one value for the two: it is the first's.
    const shown = behind[name];
    if (shown !== undefined && names.has(shown)) continue;
    const value = valueIn(told, name, carried?.erasedAt);
    if (value === undefined) continue;
    const time = timeKey(carried?.times[name] ?? told.updatedAt);
    registers[name] = repeat(registers[name], value, time, appended);
  }
  const erased = { ...before.erased };
  for (const id of carried?.erased ?? []) erased[id] = Math.max(erased[id] ?? 0, appended);
  const updated = before.registers.updated?.[0]?.[1] ?? '';
  const after = {
    ...before,
    registers,
    erased,
    appended: Math.max(before.appended, appended),
    covered: updated <= timeKey(told.updatedAt) ? before.changes : before.covered,
    snapshotAt: Math.max(before.snapshotAt, appended),
  };
  return isErased(after) ? eraseCase(after) : after;
}

const behind: Readonly<Record<string, string | undefined>> = { 'message-channel': 'channel', writer: 'requester' };

const named: Readonly<Record<string, (told: Conversation) => unknown>> = {
  status: (told) => told.status,
  priority: (told) => told.priority,
  subject: (told) => told.subject,
  kind: (told) => told.kind,
  channel: (told) => told.channel,
  'message-channel': (told) => told.channel,
  requester: (told) => told.requester,
  writer: (told) => told.requester,
  assignee: (told) => told.assignee,
  group: (told) => told.group,
  organizationId: (told) => told.organizationId,
  breach: (told) => told.nextBreachAt,
  csat: (told) => told.csat,
  merged: (told) => told.mergedInto,
  deleted: (told) => told.deleted,
  opened: (told) => told.openedAt,
  updated: (told) => told.updatedAt,
};

function valueIn(told: Conversation, name: string, erasedAt: string | undefined): unknown {
  if (name === 'spoken' || name === 'person' || name === 'case') return true;
  if (name === 'tags') return told.tags;
  if (name === 'erasure') return erasedAt;
  if (name.startsWith('tag:')) return told.tags.includes(name.slice('tag:'.length)) ? true : undefined;
  if (name.startsWith('field:')) return told.fields?.[name.slice('field:'.length)];
  return Object.hasOwn(named, name) ? named[name]?.(told) : undefined;
}

/** For a snapshot that says no times: all parts that it has a value for. */
const namesIn = (told: Conversation): string[] => [
  ...Object.keys(named),
  ...(told.messages.length > 0 ? ['spoken'] : []),
  ...told.tags.map((tag) => `tag:${tag}`),
  ...Object.keys(told.fields ?? {}).map((id) => `field:${id}`),
];
