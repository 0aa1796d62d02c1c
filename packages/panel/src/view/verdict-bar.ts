import { css, html, nothing, type TemplateResult } from 'lit';
import type { Desk } from '../desk/desk.js';
import { hindrancesOf, peopleNeeded } from '../desk/may.js';
import type { Mode, Review } from '../desk/state.js';
import { icons } from './icons.js';
import { whyNotOffered } from './need-view.js';

/** The verdicts as buttons, each with its key, as far as this person may give them; after a decision, the way on. */
export function verdictBar(review: Review, desk: Desk): TemplateResult {
  const { shown } = review;
  const { decide, letGo, approve, comment: noComment, escalate, pass } = hindrancesOf(shown, desk.state);
  const busy = review.sending !== undefined;
  const mode = (to: Mode) => () => desk.setMode(to);
  const comment = noComment
    ? nothing
    : html`<button class="quiet" ?disabled=${busy} aria-keyshortcuts="c" @click=${mode('comment')}>
        ${icons.comment} Comment <kbd>C</kbd>
      </button>`;
  if (shown.status !== 'open') {
    return html`<div class="bar">
      <button @click=${() => desk.move(1)}>Next suggestion ${icons.next} <kbd>J</kbd></button>
      ${shown.status === 'withheld' ? nothing : comment}
    </div>`;
  }
  if (review.notice?.kind === 'stale') {
    return html`<div class="bar">
      <button class="primary" data-show-latest aria-keyshortcuts="s" @click=${() => desk.showLatest()}>
        Show the new one <kbd>S</kbd>
      </button>
    </div>`;
  }
  const isReply = shown.proposal?.kind === 'reply';
  const mayLetGo = !decide && !letGo;
  // What changed is confirmed where it stands, not past it.
  const isAsked = review.notice?.kind === 'evidence-changed';
  return html`${whyNotOffered(review, desk.state)}
  <div class="bar" role="group" aria-label="Your verdict">
    ${
      mayLetGo && !approve && !isAsked
        ? html`<button class="primary" ?disabled=${busy} aria-keyshortcuts="a" @click=${() => desk.give({ kind: 'approve' })}>
            ${icons.check} ${review.sending === 'approve' ? 'Approving…' : approveWords(review)} <kbd>A</kbd>
          </button>`
        : nothing
    }
    ${
      mayLetGo
        ? html`<button ?disabled=${busy} aria-keyshortcuts="e" @click=${mode('edit')}>${icons.edit} Edit <kbd>E</kbd></button>`
        : nothing
    }
    ${
      decide
        ? nothing
        : html`<button ?disabled=${busy} aria-keyshortcuts="r" @click=${mode('reject')}>${icons.cross} Reject <kbd>R</kbd></button>`
    }
    ${
      isReply && mayLetGo
        ? html`<button class="quiet" ?disabled=${busy} aria-keyshortcuts="w" @click=${mode('respond')}>
            ${icons.pen} Write own <kbd>W</kbd>
          </button>`
        : nothing
    }
    ${comment}
    ${
      escalate
        ? nothing
        : html`<button class="quiet" ?disabled=${busy} aria-keyshortcuts="x" @click=${mode('escalate')}>
            ${icons.escalation} Escalate <kbd>X</kbd>
          </button>`
    }
    ${
      pass
        ? nothing
        : html`<button class="quiet" ?disabled=${busy} aria-keyshortcuts="p" @click=${mode('pass')}>
            ${icons.person} Pass on <kbd>P</kbd>
          </button>`
    }
  </div>`;
}

function approveWords({ shown }: Review): string {
  const last = peopleNeeded(shown) - (shown.agreements?.length ?? 0) <= 1;
  if (!last) return 'Agree';
  if (shown.proposal?.kind === 'tool-call') return 'Approve the action';
  if (shown.proposal?.kind !== 'reply') return 'Approve';
  return shown.proposal.visibility === 'private' ? 'Approve the note' : 'Approve and send';
}

export const verdictBarStyles = css`
  .bar {
    display: flex;
    flex-wrap: wrap;
    gap: 0.4rem;
  }
  @container review-desk (width < 480px) {
    .bar {
      gap: 0.25rem;
    }
    .bar button {
      padding-inline: 0.55rem;
    }
    .bar .quiet {
      padding-inline: 0.4rem;
    }
    .bar .quiet svg {
      display: none;
    }
    footer kbd {
      display: none;
    }
  }
`;
