import type { ConversationMessage } from '@deskrail/contracts';
import { css, html, nothing, type TemplateResult } from 'lit';
import { partyName } from '../text/words.js';

/** What the customer asked, where only one pane has room: nobody judges an answer without the question. */
export function askedView(message: ConversationMessage | undefined): TemplateResult | typeof nothing {
  if (message === undefined || message.redacted) return nothing;
  return html`<section class="asked" aria-label="The message in question" data-asked>
    <p class="small muted"><strong>${partyName(message.author)}</strong> wrote</p>
    <p class="words">${message.text.trim().replace(/\s*\n\s*/gu, '\n')}</p>
  </section>`;
}

export const askedStyles = css`
  .asked {
    display: none;
  }
  @container review-desk (width < 720px) {
    .asked {
      display: grid;
      gap: 0.15rem;
      padding: 0.5rem 0.75rem;
      border-inline-start: 3px solid var(--line-strong);
      border-radius: 7px;
      background: var(--subtle);
    }
    .asked .words {
      display: -webkit-box;
      overflow: hidden;
      overflow-wrap: anywhere;
      white-space: pre-line;
      -webkit-box-orient: vertical;
      -webkit-line-clamp: 6;
    }
  }
`;
