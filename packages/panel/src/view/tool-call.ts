import type { RecommendationView, ToolCallProposal } from '@deskrail/contracts';
import { css, html, nothing, type TemplateResult } from 'lit';
import { amountText } from '../text/amount-text.js';
import { readable } from '../text/words.js';

/** A tool's call to be read: what it is, what it spends, and each argument by its name. */
export function toolCall(proposal: ToolCallProposal, { policyFacts }: RecommendationView): TemplateResult {
  const given = Object.entries(proposal.arguments).filter(
    // It stands above, and larger.
    ([name, value]) => name !== 'amount' || typeof value !== 'number',
  );
  const amount = amountOf(proposal, policyFacts?.amount);
  return html`<div class="call">
    <p class="row wrap">
      <strong class="tool">${readable(proposal.tool)}</strong>
      ${amount === undefined ? nothing : html`<span class="amount"><span class="unseen">Amount </span>${amountText(amount, proposal.arguments)}</span>`}
    </p>
    <dl>
      ${given.map(
        ([name, value]) => html`<dt class="muted">${readable(name)}</dt>
          <dd>${valueView(value)}</dd>`,
      )}
    </dl>
  </div>`;
}

/** The tool's own word on what it spends is of the first draft; an edit is read by the argument that bore it. */
function amountOf({ arguments: given }: ToolCallProposal, told: number | undefined): number | undefined {
  const { amount } = given;
  return typeof amount === 'number' ? amount : told;
}

function valueView(value: ToolCallProposal['arguments'][string]): TemplateResult | string {
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (value === null || value === '') return html`<span class="muted">–</span>`;
  if (typeof value === 'object') return html`<code>${jsonText(value)}</code>`;
  return String(value);
}

/** On one line where that can be read. */
function jsonText(value: object): string {
  const line = JSON.stringify(value);
  return line.length <= 60 ? line : JSON.stringify(value, null, 2);
}

export const toolCallStyles = css`
  .call {
    display: grid;
    gap: 0.6rem;
  }
  .call .tool {
    flex: 1;
    font-size: 1rem;
  }
  .call .amount {
    font: 650 1.35rem/1.2 var(--font);
    font-variant-numeric: tabular-nums;
  }
  .call dl {
    display: grid;
    grid-template-columns: minmax(4rem, max-content) minmax(0, 1fr);
    gap: 0.35rem 1rem;
  }
  .call dd,
  .call code {
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }
`;
