import { css, html, nothing, type TemplateResult } from 'lit';
import { hindrancesOf, isSamePerson, needOf, peopleNeeded } from '../desk/may.js';
import type { DeskState, Review } from '../desk/state.js';
import { heldText } from '../text/held-words.js';
import { agreedText, needText } from '../text/need-words.js';
import { dueText, fullTime } from '../text/time.js';
import { personName } from '../text/words.js';
import { banner } from './banner.js';
import { icons } from './icons.js';

/** Where it waits and until when, what it takes to decide it, and how far that is. */
export function needView({ shown, notice }: Review, { me }: DeskState, now: number): TemplateResult | typeof nothing {
  if (shown.status !== 'open') return nothing;
  const { queue } = needOf(shown);
  const due = shown.dueAt === undefined ? undefined : dueText(shown.dueAt, now);
  const mine = isSamePerson(shown.assignee, me?.actor);
  const held = heldText(shown);
  return html`<div class="need">
    <p class="row wrap small">
      <span class="chip">${icons.queue} ${shown.queue ?? queue}</span>
      ${
        due && shown.dueAt
          ? html`<span class="chip ${due.tone}" title=${fullTime(shown.dueAt)}>${due.tone === 'bad' ? icons.warning : icons.clock} ${due.text}</span>`
          : nothing
      }
      ${shown.assignee ? html`<span class="chip ${mine ? 'accent' : ''}">For ${mine ? 'you' : personName(shown.assignee)}</span>` : nothing}
      ${shown.reminders ? html`<span class="chip warn">Reminded ${shown.reminders === 1 ? 'once' : `${shown.reminders} times`}</span>` : nothing}
      <span class="muted">${needText(shown)}</span>
    </p>
    ${notice?.kind === 'stale' ? nothing : progress(shown)}
    ${held ? banner({ tone: 'plain', icon: icons.pause, title: 'Held for people', body: held, name: 'held' }) : nothing}
  </div>`;
}

function progress(shown: Review['shown']): TemplateResult | typeof nothing {
  const { agreements = [] } = shown;
  const people = peopleNeeded(shown);
  if (people < 2 || agreements.length === 0) return nothing;
  return banner({ tone: 'good', icon: icons.check, title: agreedText(shown), name: 'agreed' });
}

/** Why some verdicts are not offered. */
export function whyNotOffered({ shown }: Review, state: DeskState): TemplateResult | typeof nothing {
  const { decide, letGo, approve, claimed } = hindrancesOf(shown, state);
  const why = decide ?? letGo ?? approve;
  // Who has it is said above.
  if (shown.status !== 'open' || why === undefined || claimed) return nothing;
  return html`<p class="small why-not" data-why-not>${icons.lock} ${why}</p>`;
}

export const needStyles = css`
  .need {
    display: grid;
    gap: 0.6rem;
  }
  .need .chip svg,
  [data-holding] svg {
    width: 13px;
    height: 13px;
  }
  .why-not {
    display: flex;
    gap: 0.4rem;
    margin-bottom: 0.5rem;
    color: var(--muted);
  }
  .why-not svg {
    margin-top: 0.1rem;
  }
`;
