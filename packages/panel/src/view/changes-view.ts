import type { RecommendationView, ToolCallProposal } from '@deskrail/contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { amountText } from '../text/amount-text.js';
import { type Change, wordDiff } from '../text/word-diff.js';
import { readable } from '../text/words.js';

/** What stands there now in place of what was seen: word by word, or argument by argument. */
export function changesOf(
  shown: RecommendationView,
  latest: RecommendationView | undefined,
): TemplateResult | typeof nothing {
  const before = shown.proposal;
  const after = latest?.proposal;
  if (before?.kind === 'tool-call' && after?.kind === 'tool-call') return argumentChanges(before, after);
  if (before?.kind !== 'reply' || after?.kind !== 'reply') return nothing;
  if (before.text === after.text) return html`<p>The text is the same; the evidence under it is not.</p>`;
  return textChanges(wordDiff(before.text, after.text));
}

export const textChanges = (changes: readonly Change[]): TemplateResult =>
  html`<p class="diff" aria-label="What changed">${changes.map(changeView)}</p>`;

export function argumentChanges(before: ToolCallProposal, after: ToolCallProposal): TemplateResult {
  const names = new Set([...Object.keys(before.arguments), ...Object.keys(after.arguments)]);
  const texts = [...names].map((name) => ({
    name,
    was: argumentText(before, name),
    is: argumentText(after, name),
  }));
  return html`<p class="diff" aria-label="What changed">${texts
    .filter(({ was, is }) => was !== is)
    .map(
      ({ name, was, is }, at) => html`${at > 0 ? '\n' : ''}${readable(name)}: <del>${was}</del> <ins>${is}</ins>`,
    )}</p>`;
}

function argumentText({ arguments: given }: ToolCallProposal, name: string): string {
  const value = given[name];
  if (name === 'amount' && typeof value === 'number') return amountText(value, given);
  return typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
}

const changeView = ({ kind, text }: Change): TemplateResult | string => {
  if (kind === 'same') return text;
  return kind === 'added' ? html`<ins>${text}</ins>` : html`<del>${text}</del>`;
};
