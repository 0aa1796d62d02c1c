import type { RecommendationView } from '@deskrail/contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { isSamePerson, peopleNeeded } from '../desk/may.js';
import { queueNameOf } from '../desk/queue-filter.js';
import { dueText, fullTime } from '../text/time.js';
import { personName } from '../text/words.js';
import { icons } from './icons.js';

/** By when, in which queue, for whom, and whose it is right now. */
export function waitingLine(
  view: RecommendationView,
  { me, now }: { readonly me: string | undefined; readonly now: number },
): TemplateResult {
  const { dueAt, assignee, claim, risk, agreements = [] } = view;
  const due = dueAt === undefined ? undefined : dueText(dueAt, now);
  const nameOf = (actor: string) => (isSamePerson(actor, me) ? 'you' : personName(actor));
  const people = peopleNeeded(view);
  return html`<span class="row wrap small muted waiting">
    ${
      due && dueAt
        ? html`<span class="chip ${due.tone}" title=${fullTime(dueAt)}>${due.tone === 'bad' ? icons.warning : icons.clock} ${due.text}</span>`
        : nothing
    }
    ${risk === 'high' ? html`<span class="chip warn">High risk</span>` : nothing}
    <span class="chip">${queueNameOf(view)}</span>
    ${people > 1 ? html`<span class="chip">${agreements.length} of ${people} agreed</span>` : nothing}
    ${assignee ? html`<span>for ${nameOf(assignee)}</span>` : nothing}
    ${claim ? html`<span class="chip accent">${icons.lock} ${isSamePerson(claim.holder, me) ? 'yours' : `with ${personName(claim.holder)}`}</span>` : nothing}
  </span>`;
}
