import type { RecommendationView, ToolCallProposal, VerdictView } from '@deskrail/contracts';
import type { Change } from './word-diff.js';
import { namesText, personName } from './words.js';

/** The words that took the draft's place before it was decided; `undefined` where it is as it was suggested. */
export function editOf({ suggestedHash, hash, verdicts }: RecommendationView): VerdictView | undefined {
  if (suggestedHash === undefined) return undefined;
  return verdicts.findLast(
    ({ kind, decides, finalHash }) => (kind === 'edit' || kind === 'respond') && !decides && finalHash === hash,
  );
}

/** `Ben changed this before it was decided.` */
export const editedText = ({ reviewer, kind }: VerdictView, me?: string): string =>
  `${reviewer === me ? 'You' : personName(reviewer)} ${kind === 'respond' ? 'wrote this in place of the suggestion' : 'changed this'} before it was decided.`;

/** Who wrote what was approved in the end, where whoever decided it did not, and who agreed to it before them. */
export function approvedText(view: RecommendationView): string | undefined {
  const { verdict, agreements = [] } = view;
  if (verdict?.kind !== 'approve') return undefined;
  const edit = editOf(view);
  const agreed = agreements
    .map(({ reviewer }) => reviewer)
    .filter((reviewer) => verdict.agreed?.length && reviewer !== verdict.reviewer && reviewer !== edit?.reviewer);
  const told = [
    ...(edit ? [`${personName(edit.reviewer)} wrote this version.`] : []),
    ...(agreed.length > 0 ? [`${namesText(agreed.map(personName))} agreed before.`] : []),
  ];
  return told.length === 0 ? undefined : told.join(' ');
}

/** Whose agreement was to what an edit replaced. */
export function endedText(
  { verdicts, agreements = [] }: RecommendationView,
  edit: VerdictView,
  me?: string,
): string | undefined {
  const before = verdicts.slice(
    0,
    verdicts.findIndex(({ verdictId }) => verdictId === edit.verdictId),
  );
  const agreed = before.filter(({ kind, decides }) => !decides && kind !== 'comment' && kind !== 'escalate');
  const ended = new Set(agreed.map(({ reviewer }) => reviewer));
  for (const { reviewer } of [edit, ...agreements]) ended.delete(reviewer);
  if (ended.size === 0) return undefined;
  // Oneself first, as one would say it.
  const others = [...ended].filter((one) => one !== me).map(personName);
  const names = namesText(me !== undefined && ended.has(me) ? ['You', ...others] : others);
  return `${names} agreed to what it was before: that does not count any more.`;
}

/** What it was, word by word, of a text. */
export const changesIn = ({ edit, final }: VerdictView): Change[] | undefined =>
  edit === undefined || (final?.kind !== 'reply' && final?.kind !== 'summary')
    ? undefined
    : edit.diff.map(({ op, text }) => ({ kind: kindOf[op], text }));

const kindOf = { keep: 'same', remove: 'removed', add: 'added' } as const;

/** What a tool's call was before: the record tells its arguments as JSON. */
export function callBefore({ edit, final }: VerdictView): ToolCallProposal | undefined {
  if (edit === undefined || final?.kind !== 'tool-call') return undefined;
  const before = edit.diff.flatMap(({ op, text }) => (op === 'add' ? [] : text)).join('');
  try {
    return { ...final, arguments: JSON.parse(before) as ToolCallProposal['arguments'] };
  } catch {
    return undefined;
  }
}
