import { css, html, nothing, type TemplateResult } from 'lit';
import type { Review } from '../desk/state.js';
import { cutSentences, unsupportedAt } from '../text/own-sentences.js';
import { icons } from './icons.js';

/** Of a reply in their own words: what nothing bears out that is quoted here. */
export function unsupportedIn({ mode, text, shown }: Review): string[] {
  const isReply = mode === 'respond' || (mode === 'edit' && shown.proposal?.kind === 'reply');
  if (!isReply) return [];
  // Their own words stand on nothing; an edit keeps what is as it was suggested.
  const suggested = mode === 'edit' && shown.proposal?.kind === 'reply' ? shown.proposal : undefined;
  const sentences = cutSentences(text, suggested);
  const found = unsupportedAt(sentences, shown.evidence ?? []);
  return sentences.filter((_, index) => found.has(index)).map((sentence) => sentence.text);
}

const toldAtMost = 3;

/** Told before it is sent, while it can be mended. */
export function unsupportedView(sentences: readonly string[]): TemplateResult | typeof nothing {
  if (sentences.length === 0) return nothing;
  const more = sentences.length - toldAtMost;
  return html`<div class="unsupported small" id="unsupported" data-unsupported>
    <p class="row">${icons.warning} No evidence here says this. Send it only if you know it:</p>
    <ul>
      ${sentences.slice(0, toldAtMost).map((sentence) => html`<li class="clip">${sentence}</li>`)}
      ${more > 0 ? html`<li>and ${more} more</li>` : nothing}
    </ul>
  </div>`;
}

export const unsupportedStyles = css`
  .unsupported {
    padding: 0.4rem 0.6rem;
    border-radius: 7px;
    background: var(--warn-soft);
  }
  .unsupported svg {
    width: 13px;
    height: 13px;
    color: var(--warn);
  }
  .unsupported ul {
    padding-inline-start: 1.2rem;
    list-style: disc;
  }
`;
