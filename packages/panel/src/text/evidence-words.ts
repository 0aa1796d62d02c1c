import type { Evidence, EvidenceCheck } from '@deskrail/contracts';

export type EvidenceState = EvidenceCheck['evidence'][number]['state'];

export const evidenceKindWords: Readonly<Record<Evidence['source']['kind'], string>> = {
  article: 'Article',
  conversation: 'Conversation',
  macro: 'Macro',
  incident: 'Open incident',
  answer: 'Accepted answer',
  document: 'Document',
};

/** What became of a quote, and how much it matters. */
export const evidenceStateWords: Readonly<
  Record<EvidenceState, { readonly short: string; readonly tone: 'good' | 'warn' | 'bad' | '' }>
> = {
  unchanged: { short: 'Unchanged', tone: 'good' },
  moved: { short: 'Moved, same words', tone: 'good' },
  changed: { short: 'Changed', tone: 'bad' },
  gone: { short: 'Gone', tone: 'bad' },
  'no-longer-permitted': { short: 'No longer permitted', tone: 'bad' },
  unknown: { short: 'Could not be checked', tone: 'warn' },
};

export const stillStands = (state: EvidenceState): boolean => state === 'unchanged' || state === 'moved';

/** Where a conversation is a source: which, and which of its messages. */
export interface MessageSource {
  readonly conversation: string;
  /** The desk’s id of the message; absent where only the words can tell it. */
  readonly message?: string | undefined;
  readonly quote: string;
}

/** `conversation:<connection>:<id>#<message>`, or `…##<recommendation>` where a reviewer’s answer is the source. */
export function messageSourceOf({ source, quote }: Evidence): MessageSource | undefined {
  const [conversation = '', message] = source.id.split('#');
  if (!conversation.startsWith('conversation:')) return undefined;
  return { conversation, quote, ...(message ? { message: decoded(message) } : {}) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What a source is called: its title, else what it is. */
export function evidenceTitle(item: Evidence, conversation?: string | undefined): string {
  const { title, id } = item.source;
  if (title) return title;
  const source = messageSourceOf(item);
  if (!source) return id;
  return source.conversation === conversation ? 'A message of this conversation' : 'An earlier conversation';
}
