import { html, nothing, type TemplateResult } from 'lit';
import { isEnough } from '../desk/may.js';
import type { DeskState, Review } from '../desk/state.js';
import { clockTime, until } from '../text/time.js';
import { namesText, personName } from '../text/words.js';
import { banner } from './banner.js';
import { icons } from './icons.js';

interface ClaimViewOptions {
  readonly review: Review;
  readonly state: DeskState;
  readonly now: number;
  readonly onTakeOver: () => void;
}

/** Whose it is for now, and who else looks at it. */
export function claimView({ review, state, now, onTakeOver }: ClaimViewOptions): TemplateResult | typeof nothing {
  const { shown } = review;
  const { holding, me } = state;
  if (shown.status !== 'open' || holding?.id !== shown.recommendationId) return nothing;
  const { theirs, mine, lost, looking } = holding;
  if (theirs) {
    const who = personName(theirs.holder);
    const time = html`It is theirs until ${clockTime(theirs.expiresAt, now)} (${until(theirs.expiresAt, now)}), longer while they
    go on.`;
    return banner({
      tone: 'warn',
      icon: icons.lock,
      title: lost ? `${who} has taken this over.` : `${who} is deciding this.`,
      body: html`${lost && review.text !== '' ? 'What you wrote is kept here. ' : nothing}${time}
      ${
        me && isEnough(me, 'senior')
          ? html`<p><button ?disabled=${holding.takingOver} @click=${onTakeOver}>Take over from ${who} …</button></p>`
          : nothing
      }`,
      alert: lost === true,
      name: 'theirs',
    });
  }
  const others = looking.map(({ reviewer }) => personName(reviewer));
  if (!mine && others.length === 0) return nothing;
  return html`<p class="row wrap small muted" data-holding>
    ${mine ? html`<span class="chip good">${icons.check} Yours to decide</span>` : nothing}
    ${
      others.length === 0
        ? nothing
        : html`<span class="row">${icons.eye} ${namesText(others)} ${others.length === 1 ? 'looks' : 'look'} at this too</span>`
    }
  </p>`;
}

/** A take-over is asked for twice: somebody may be in the middle of a sentence. */
export const takeOverQuestion = ({ holding }: DeskState) => {
  const who = personName(holding?.theirs?.holder ?? '');
  return {
    title: `Take this over from ${who}?`,
    body: `${who} may be writing right now. They keep their words, and cannot decide this any more.`,
    yes: 'Take over',
  };
};
