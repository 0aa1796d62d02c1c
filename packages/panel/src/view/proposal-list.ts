import type { Proposal } from '@deskrail/contracts';
import { css, html, type TemplateResult } from 'lit';
import { percent, sentenceCase } from '../text/words.js';

type Bare = Exclude<Proposal, { kind: 'reply' | 'summary' | 'tool-call' }>;
type Line = readonly [string, string | TemplateResult];

/** A proposal without sentences of its own, as names and values. */
export function proposalList(proposal: Bare): TemplateResult {
  return html`<dl class="proposal">
    ${linesOf(proposal).map(
      ([name, value]) => html`<dt class="muted">${name}</dt>
        <dd>${value}</dd>`,
    )}
  </dl>`;
}

function linesOf(proposal: Bare): Line[] {
  if (proposal.kind === 'escalation') {
    return compact([
      ['Hand to', html`<strong>${proposal.to}</strong>`],
      ['Because', proposal.why],
      ['Priority', proposal.priority && sentenceCase(proposal.priority)],
      ['Private note', proposal.note],
    ]);
  }
  const { intent, confidence } = proposal;
  const sure = confidence === undefined ? '' : ` (${percent(confidence)})`;
  return compact([
    ['Intent', intent && `${sentenceCase(intent.replaceAll('-', ' '))}${sure}`],
    ['Priority', proposal.priority && sentenceCase(proposal.priority)],
    ['Status', proposal.status && sentenceCase(proposal.status)],
    ['Add tags', proposal.addTags?.length ? chips(proposal.addTags) : undefined],
    ['Remove tags', proposal.removeTags?.length ? chips(proposal.removeTags) : undefined],
    ['Assignee', proposal.assignee],
    ['Group', proposal.group],
  ]);
}

const chips = (tags: readonly string[]) =>
  html`<span class="row wrap">${tags.map((tag) => html`<span class="chip">${tag}</span>`)}</span>`;

const compact = (lines: (readonly [string, string | TemplateResult | undefined])[]): Line[] =>
  lines.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, value] as const]));

export const proposalListStyles = css`
  .proposal {
    display: grid;
    grid-template-columns: max-content minmax(0, 1fr);
    gap: 0.35rem 1rem;
  }
  .proposal dd {
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }
`;
