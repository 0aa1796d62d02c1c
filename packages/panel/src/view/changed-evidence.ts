import type { RecommendationView } from '@deskrail/contracts';
import { css, html, nothing, type TemplateResult } from 'lit';
import type { Notice } from '../desk/notice.js';
import { evidenceStateWords, evidenceTitle, stillStands } from '../text/evidence-words.js';

interface ChangedEvidenceOptions {
  readonly shown: RecommendationView;
  readonly notice: Extract<Notice, { kind: 'evidence-changed' }>;
  readonly busy: boolean;
  readonly isWriting: boolean;
  readonly onConfirm: () => void;
  readonly onEdit: () => void;
  readonly onDismiss: () => void;
}

/** What was quoted and what stands there now, side by side; and whether it is to go all the same. */
export function changedEvidence(options: ChangedEvidenceOptions): TemplateResult {
  const { shown, notice, busy, isWriting, onConfirm, onEdit, onDismiss } = options;
  const fallen = notice.evidence.filter(({ state }) => !stillStands(state) && state !== 'unknown');
  return html`<p>Nothing was sent. See whether the words still hold.</p>
    ${fallen.map(({ id, state, quote }) => {
      const number = (shown.evidence ?? []).findIndex((item) => item.id === id) + 1;
      const item = shown.evidence?.[number - 1];
      const title = item ? evidenceTitle(item, shown.about.conversation) : id;
      return html`<section class="changed" aria-label="${title}">
        <h4 class="row wrap">
          ${number > 0 ? `${number}. ` : nothing}${title} <span class="chip bad">${evidenceStateWords[state].short}</span>
        </h4>
        <div class="sides">
          <div><p class="small muted">As it was quoted</p><blockquote>${item?.quote ?? '–'}</blockquote></div>
          <div><p class="small muted">What stands there now</p><blockquote>${nowText(state, quote)}</blockquote></div>
        </div>
      </section>`;
    })}
    <p class="row wrap">
      <button class="primary" ?disabled=${busy} @click=${onConfirm}>
        ${notice.say.kind === 'approve' ? 'Approve all the same' : 'Send my words all the same'}
      </button>
      ${isWriting ? nothing : html`<button ?disabled=${busy} @click=${onEdit}>Edit it</button>`}
      <button class="quiet" ?disabled=${busy} @click=${onDismiss}>Not now</button>
    </p>`;
}

function nowText(state: string, quote: string | undefined): string {
  if (quote !== undefined) return quote;
  if (state === 'gone') return 'Nothing: it is gone.';
  return state === 'no-longer-permitted' ? 'It may not be read here any more.' : 'The words are not there any more.';
}

export const changedEvidenceStyles = css`
  .changed {
    margin-top: 0.6rem;
  }
  .changed h4 {
    margin: 0;
    font: inherit;
    font-weight: 600;
  }
  .sides {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr));
    gap: 0.5rem;
  }
  .sides blockquote {
    height: 100%;
    max-height: 12rem;
    overflow-y: auto;
    padding: 0.45rem 0.6rem;
    border-radius: 7px;
    background: var(--page);
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }
  .sides > div {
    display: grid;
    grid-template-rows: auto 1fr;
    gap: 0.15rem;
  }
`;
