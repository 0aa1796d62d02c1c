import type { PolicyExplanation } from '@deskrail/contracts';
import { css, html, nothing, type TemplateResult } from 'lit';
import type { Desk } from '../desk/desk.js';
import type { Review } from '../desk/state.js';
import { icons } from './icons.js';

const matchedWords = {
  yes: 'applies',
  no: 'does not apply',
  error: 'could not be told',
  'not-asked': 'not asked',
} as const;

/** Which rule of the policy said so, and rule by rule why, for who opens it. */
export function policyWhy({ shown, explanation }: Review, desk: Desk): TemplateResult | typeof nothing {
  if (shown.policyVersion === undefined && shown.rule === undefined && shown.need === undefined) return nothing;
  const rule = shown.rule === undefined ? 'no rule of the policy applies' : `the policy’s rule “${shown.rule}”`;
  return html`<details
    class="policy small"
    @toggle=${(event: Event) => {
      if ((event.target as HTMLDetailsElement).open && explanation === undefined) desk.explain();
    }}
  >
    <summary>Why: ${rule}</summary>
    ${shown.policyError ? html`<p class="row">${icons.warning} A condition could not be told: ${shown.policyError}</p>` : nothing}
    ${told(explanation)}
  </details>`;
}

function told(explanation: Review['explanation']): TemplateResult | typeof nothing {
  if (explanation === undefined) return nothing;
  if (explanation === 'asking') return html`<p class="muted">Asking…</p>`;
  if (explanation === 'unanswered') return html`<p class="muted">Deskrail does not tell.</p>`;
  return html`${inForce(explanation)}
    <ul>
      ${explanation.rules.map(
        ({ id, outcome, matched, why }) => html`<li class=${matched}>
          <strong>${id}</strong> <span class="chip ${matched === 'yes' ? 'accent' : matched === 'error' ? 'bad' : ''}">${matchedWords[matched]}</span>
          ${matched === 'yes' ? html`<span>→ ${outcome}</span>` : nothing}
          ${why ? html`<code>${why}</code>` : nothing}
        </li>`,
      )}
    </ul>`;
}

function inForce({ made, inForce: now }: PolicyExplanation): TemplateResult {
  const same = made.version === now.version;
  return html`<p class="muted">
    ${same ? 'The policy is the same as when this was made.' : `The policy changed since. Then: ${made.outcome}. Now: ${now.outcome}.`}
  </p>`;
}

export const policyWhyStyles = css`
  .policy summary {
    width: fit-content;
    color: var(--muted);
    cursor: pointer;
  }
  .policy[open] {
    display: grid;
    gap: 0.35rem;
    padding: 0.5rem 0.7rem;
    border: 1px solid var(--line);
    border-radius: 9px;
  }
  .policy ul {
    display: grid;
    gap: 0.3rem;
    max-height: 16rem;
    overflow-y: auto;
  }
  .policy code {
    display: block;
    overflow-wrap: anywhere;
    color: var(--muted);
  }
`;
