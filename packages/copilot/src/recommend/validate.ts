import { type CopilotContext, type Draft, type Evidence, proposal as proposalSchema } from '@deskrail/contracts';
import { hasOptedOut } from '../consent.js';
import { informativeTerms } from '../search/terms.js';

/** What a check found, such as `unsupported-sentence`. */
export type Flag = string;

/** One thing to look at before a draft is let through. Pure; returns nothing where all is well. */
export type Check = (draft: Draft, context: CopilotContext, evidence: readonly Evidence[]) => readonly Flag[];

const replyAtMost = 8_000;
/** How much of a private note may stand in a public reply word for word, in characters. */
const sharedWithNotesAtMost = 40;
/** The part of a sentence's informative words that its evidence must hold. */
const supportAtLeast = 0.5;

const withoutSpace = (text: string): string => text.replace(/\s+/gu, '');

/** A reply's text is its sentences, in order; white space apart. */
const textIsItsSentences: Check = ({ proposal }) =>
  proposal.kind === 'reply' &&
  withoutSpace(proposal.text) !== withoutSpace(proposal.sentences.map(({ text }) => text).join(''))
    ? ['text-mismatch']
    : [];

/** Evidence that a sentence names is there. */
const evidenceExists: Check = ({ proposal }, _context, evidence) => {
  if (proposal.kind !== 'reply') return [];
  const known = new Set(evidence.map(({ id }) => id));
  const missing = proposal.sentences.some(({ evidence: ids }) => ids.some((id) => !known.has(id)));
  return missing ? ['unknown-evidence'] : [];
};

/** Every sentence stands on evidence that says it. */
const sentencesAreSupported: Check = ({ proposal }, _context, evidence) => {
  if (proposal.kind !== 'reply') return [];
  const unsupported = proposal.sentences.some(({ text, evidence: ids }) => {
    const words = informativeTerms(text);
    const said = new Set(
      evidence
        .filter(({ id }) => ids.includes(id))
        .flatMap(({ quote, source }) => informativeTerms(`${source.title ?? ''} ${quote}`)),
    );
    if (ids.length === 0) return true;
    return words.length > 0 && words.filter((word) => said.has(word)).length < supportAtLeast * words.length;
  });
  return unsupported ? ['unsupported-sentence'] : [];
};

/** Nothing that an agent wrote for colleagues reaches the customer word for word. */
const notesStayPrivate: Check = ({ proposal }, { conversation }) => {
  if (proposal.kind !== 'reply' || proposal.visibility !== 'public' || conversation === undefined) return [];
  const told = normalized(proposal.text);
  const publicText = normalized(
    conversation.messages
      .filter(({ visibility }) => visibility === 'public')
      .map(({ text }) => text)
      .join('\n'),
  );
  const leaks = conversation.messages.some(
    ({ visibility, text }) => visibility === 'private' && sharesRun(normalized(text), told, publicText),
  );
  return leaks ? ['private-note-quoted'] : [];
};

const normalized = (text: string): string => text.toLowerCase().replace(/\s+/gu, ' ').trim();

/** Whether the reply repeats a long run of the note, or all of a short one, that was never said in public. */
function sharesRun(note: string, told: string, publicText: string): boolean {
  const length = Math.min(sharedWithNotesAtMost, note.length);
  if (length < 12) return false;
  const runs = new Set<string>();
  for (let at = 0; at + length <= note.length; at += 1) runs.add(note.slice(at, at + length));
  for (let at = 0; at + length <= told.length; at += 1) {
    const run = told.slice(at, at + length);
    if (runs.has(run) && !publicText.includes(run)) return true;
  }
  return false;
}

const lengthIsBounded: Check = ({ proposal }) =>
  proposal.kind === 'reply' && proposal.text.length > replyAtMost ? ['too-long'] : [];

/** A person who asked for no more messages on a channel gets none: what they approved would not be sent. */
const customerMayBeWrittenTo: Check = ({ proposal }, { conversation, customer }) =>
  proposal.kind === 'reply' && proposal.visibility === 'public' && hasOptedOut(conversation, customer)
    ? ['opted-out']
    : [];

/** The checks that every draft passes. An embedder's own go after them. */
export const defaultChecks: readonly Check[] = [
  textIsItsSentences,
  evidenceExists,
  sentencesAreSupported,
  notesStayPrivate,
  lengthIsBounded,
  customerMayBeWrittenTo,
];

export type Validation =
  | { readonly valid: true; readonly flags: readonly Flag[] }
  /** It is no proposal at all. `where` names the field, never its content. */
  | { readonly valid: false; readonly where: string };

/** The schema first, then every check; flags come back once each. */
export function validateDraft(
  draft: Draft,
  context: CopilotContext,
  evidence: readonly Evidence[],
  checks: readonly Check[] = defaultChecks,
): Validation {
  const parsed = proposalSchema.safeParse(draft.proposal);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { valid: false, where: `${issue?.path.map(String).join('.') || 'proposal'}: ${issue?.code ?? 'invalid'}` };
  }
  if (!(draft.confidence >= 0 && draft.confidence <= 1)) return { valid: false, where: 'confidence: out of range' };
  const flags = new Set(checks.flatMap((check) => check(draft, context, evidence)));
  return { valid: true, flags: [...flags] };
}
