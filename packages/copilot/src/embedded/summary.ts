import {
  type Clock,
  type Conversation,
  type ConversationMessage,
  type CopilotContext,
  type Draft,
  type Evidence,
  sha256Hex,
} from '@deskrail/contracts';
import { messageSourceId } from '../recommend/own-evidence.js';
import { isCourtesy } from './courtesy.js';
import { type AskedFor, askedFor, rarityIn, speaksTo } from './speaks.js';

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

/** A conversation this long is worth summing up for whoever takes over. */
const longFrom = 6;
const messageAtMost = 20_000;
const sentenceAtMost = 600;
const notesAtMost = 2;

const greeting =
  /^(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|hallo|guten (?:tag|morgen)|bonjour|hola|thanks|thank you|kind regards|best regards|cheers)(?: [\p{L}’'-]+){0,4}[,.!]*$/iu;

interface Line {
  readonly message: ConversationMessage;
  readonly start: number;
  readonly end: number;
}

/** A message's sentences with their places; no greeting, no closing. */
function linesOf(message: ConversationMessage): readonly Line[] {
  const text = message.text.slice(0, messageAtMost);
  return [...text.matchAll(/[^\n]+/gu)].flatMap((line) =>
    [...segmenter.segment(line[0])].flatMap(({ segment, index }) => {
      const said = segment.trim();
      if (said.length < 8 || said.length > sentenceAtMost || greeting.test(said)) return [];
      const start = line.index + index + segment.indexOf(said);
      return [{ message, start, end: start + said.length }];
    }),
  );
}

const textOf = ({ message, start, end }: Line): string => message.text.slice(start, end);

/** The sentences of a message that say most, in their order. */
function telling(message: ConversationMessage, atMost: number, asked: AskedFor): readonly Line[] {
  const lines = linesOf(message);
  const rarity = rarityIn(lines.map(textOf), undefined);
  const scored = lines.map((line, at) => {
    const text = textOf(line);
    const asks = /\?/u.test(text) ? 3 : 0;
    const details = /\d/u.test(text) ? 1.5 : 0;
    return { line, at, score: asks + details + speaksTo(text, asked, { rarity, language: undefined }) / 3 };
  });
  return scored
    .toSorted((one, other) => other.score - one.score || one.at - other.at)
    .slice(0, atMost)
    .toSorted((one, other) => one.at - other.at)
    .map(({ line }) => line);
}

/** What the case began with, what was answered, what colleagues noted, and what the customer says now. */
function chosen({ messages }: Conversation, asked: AskedFor): readonly (readonly [string, Line])[] {
  const said = messages.filter(({ redacted, text }) => redacted !== true && text.trim() !== '');
  const received = said.filter(({ direction, visibility }) => direction === 'received' && visibility === 'public');
  const asking = received.filter(({ text }) => !isCourtesy(text));
  const [first] = asking;
  const last = asking.at(-1);
  const sent = said.findLast(({ direction, visibility }) => direction === 'sent' && visibility === 'public');
  const notes = said.filter(({ visibility }) => visibility === 'private').slice(-notesAtMost);
  const ours = [
    ...(sent === undefined ? [] : [['Agent', sent, 2] as const]),
    ...notes.map((note) => ['Note', note, 1] as const),
  ].toSorted(([, one], [, other]) => Date.parse(one.at) - Date.parse(other.at));
  return [
    ...(first === undefined ? [] : [['Customer', first, 2] as const]),
    ...ours,
    ...(last === undefined || last === first ? [] : [['Customer', last, 2] as const]),
  ].flatMap(([who, message, atMost]) => telling(message, atMost, asked).map((line) => [who, line] as const));
}

/**
 * What a colleague who takes over needs to know, in the words of the conversation itself: each sentence cites its
 * message. For an escalation, or a long case; `undefined` where there is too little to sum up.
 */
export async function summaryOf(
  { conversation, question, tenant }: CopilotContext,
  { escalated, clock }: { readonly escalated: boolean; readonly clock: Clock },
): Promise<Draft | undefined> {
  if (conversation === undefined) return undefined;
  const spoken = conversation.messages.filter(({ visibility }) => visibility === 'public').length;
  if (!(spoken >= longFrom || (escalated && conversation.messages.length > 1))) return undefined;
  const lines = chosen(conversation, askedFor(question, undefined));
  if (lines.length < 2) return undefined;
  const retrievedAt = new Date(clock.now()).toISOString();
  const evidence = await Promise.all(
    lines.map(
      async ([, line], at): Promise<Evidence> => ({
        id: `m${at + 1}`,
        source: { id: messageSourceId(conversation.id, line.message.id), kind: 'conversation' },
        version: `sha256:${await sha256Hex(line.message.text)}`,
        span: { start: line.start, end: line.end },
        quote: textOf(line),
        score: 1,
        retrievedAt,
        scope: [`tenant:${tenant}`],
      }),
    ),
  );
  const sentences = lines.map(([who, line], at) => ({
    text: `${lines[at - 1]?.[1].message === line.message ? '' : `${who}: `}${textOf(line).replace(/\s+/gu, ' ')}`,
    evidence: [`m${at + 1}`],
  }));
  const text = sentences
    .map(({ text: said }, at) => (at === 0 ? said : `${/^(?:Customer|Agent|Note): /u.test(said) ? '\n' : ' '}${said}`))
    .join('');
  return { proposal: { kind: 'summary', text, sentences }, confidence: 0.8, evidence };
}
