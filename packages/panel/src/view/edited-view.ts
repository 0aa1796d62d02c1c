import type { RecommendationView } from '@deskrail/contracts';
import { html, nothing, type TemplateResult } from 'lit';
import type { Review } from '../desk/state.js';
import { callBefore, changesIn, editedText, editOf, endedText } from '../text/edited-words.js';
import { personName } from '../text/words.js';
import { banner } from './banner.js';
import { argumentChanges, textChanges } from './changes-view.js';
import { icons } from './icons.js';

/** That somebody changed what was suggested, who, what it was before, and whose agreement ended with it. */
export function editedView({ shown, notice }: Review, me: string | undefined): TemplateResult | typeof nothing {
  // The warning says it, above what it was.
  if (shown.status !== 'open' || notice?.kind === 'stale') return nothing;
  const edit = editOf(shown);
  if (edit === undefined) return nothing;
  const before = callBefore(edit);
  const texts = changesIn(edit);
  const changes =
    before && edit.final?.kind === 'tool-call'
      ? argumentChanges(before, edit.final)
      : texts
        ? textChanges(texts)
        : nothing;
  return banner({
    tone: 'plain',
    icon: icons.edit,
    title: editedText(edit, me),
    body: html`${changes} ${agreementEnded(shown, me)}`,
    name: 'edited',
  });
}

export function agreementEnded(view: RecommendationView, me: string | undefined): TemplateResult | typeof nothing {
  const edit = editOf(view);
  const ended = edit && endedText(view, edit, me);
  return ended ? html`<p>${ended}</p>` : nothing;
}

/** Of what was decided: that it is not as it was suggested, and of a tool’s call, which arguments are others. */
export function putOtherwise(view: RecommendationView): TemplateResult | typeof nothing {
  const { verdict, proposal } = view;
  if (verdict?.final === undefined || proposal === undefined) return nothing;
  // Whoever approved it may have approved what somebody else wrote.
  const written = verdict.kind === 'approve' ? editOf(view) : verdict;
  if (written === undefined) return nothing;
  const { final } = verdict;
  const before = callBefore(written) ?? proposal;
  const isCall = before.kind === 'tool-call' && final.kind === 'tool-call';
  return html`<div class="small muted" data-put-otherwise>
    <p>As ${personName(written.reviewer)} put it</p>
    ${isCall ? argumentChanges(before, final) : nothing}
  </div>`;
}
