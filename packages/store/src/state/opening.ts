import { type EventByType, isReadBack, type Party } from '@deskrail/contracts';
import { type ConversationState, isErased } from './conversation.js';
import { type Body, bring, eraseMessage, factsOf, type MessageState } from './message.js';
import { timeKey, timeOfKey } from './time-key.js';

/** A case's description and its first message bear the same time, save for the desk's own delays. */
const nearMs = 60 * 60 * 1000;

/** Keep a case's description as its opening message; the first one stands. */
export function openCase(
  state: ConversationState,
  fact: EventByType<'case.opened.v1'>,
  at: { readonly appended: number; readonly arrival: number },
): ConversationState {
  const { description, requester, submitter, visibility = 'private' } = fact.data;
  if (description === undefined || description === '') return state;
  const author = submitter !== undefined && submitter.id !== requester.id ? submitter : requester;
  const body: Body = {
    direction: author.kind === 'agent' || author.kind === 'bot' ? 'sent' : 'received',
    author,
    visibility,
    text: description,
    at: fact.time,
    ...(isReadBack(fact) && { readBack: true as const }),
  };
  const opening = bring(state.opening ?? { id: 'opening', facts: [] }, body, { id: fact.id, ...at });
  return { ...state, opening };
}

/**
 * See whether a message is the case's description come again, in whichever order the two arrive. `text` is what the
 * message said when it came: it may have been taken out since, and then the description goes as well. Without it, only
 * what was seen to be one before, as a snapshot repeats it, is one.
 */
export function joinOpening(
  state: ConversationState,
  message: MessageState,
  text: string | undefined,
): { readonly state: ConversationState; readonly message: MessageState } {
  const { opening } = state;
  const opened = opening?.body ?? opening?.snapshot?.body;
  const said = message.body ?? message.snapshot?.body;
  if (opening === undefined || opened === undefined || said === undefined) return { state, message };
  if (opening.twinId !== undefined) return { state: followErasure(state, message), message };
  const told = factsOf(message).some((id) => factsOf(opening).includes(id));
  if (!told && text === undefined) return { state, message };
  if (!told && !(isNear(opened, said) && maySame(opened.author, said.author))) return { state, message };
  // Nobody can say any more what was said where the text is gone: the two are taken for one, and go together.
  const untold = !text ? message.erased !== undefined : opened.text === '' && isErased(state);
  const same = untold || plain(opened.text) === plain(text ?? '');
  if (told || same) {
    const joined = { ...state, opening: { ...opening, twinId: message.id } };
    return { state: followErasure(joined, message), message: { ...message, twin: true } };
  }
  // Whatever it said, the description may say it still: better to lose the one than to keep the other.
  if (message.erased === undefined) return { state, message };
  const erased = eraseOpening(state, message.erased);
  return { state: { ...erased, opening: { ...opening, ...erased.opening, hidden: true } }, message };
}

function followErasure(state: ConversationState, message: MessageState): ConversationState {
  const follows = state.opening?.twinId === message.id && message.erased !== undefined;
  return follows ? eraseOpening(state, message.erased) : state;
}

function eraseOpening(state: ConversationState, appended: number): ConversationState {
  const { opening } = state;
  if (opening === undefined) return state;
  const erased = { ...state.erased };
  for (const id of factsOf(opening)) erased[id] = Math.max(erased[id] ?? 0, appended);
  return { ...state, erased, opening: eraseMessage(opening, appended) };
}

const plain = (text: string): string => text.replace(/\s+/g, ' ').trim();

const maySame = (one: Party, other: Party): boolean =>
  one.id === undefined || other.id === undefined || one.id === other.id;

function isNear(one: Body, other: Body): boolean {
  const apart = Date.parse(timeOfKey(timeKey(one.at))) - Date.parse(timeOfKey(timeKey(other.at)));
  return Number.isNaN(apart) || Math.abs(apart) <= nearMs;
}
