import type { RecommendationView, VerdictView } from '@deskrail/contracts';
import { css, html, nothing, type TemplateResult } from 'lit';
import type { Desk } from '../desk/desk.js';
import type { Notice } from '../desk/notice.js';
import type { Review } from '../desk/state.js';
import { approvedText, editedText, editOf } from '../text/edited-words.js';
import { placedText } from '../text/field-words.js';
import { findingText } from '../text/finding-words.js';
import { ago } from '../text/time.js';
import { rejectText, supersededWords, verdictText, withheldWords } from '../text/words.js';
import { banner } from './banner.js';
import { changedEvidenceStyles } from './changed-evidence.js';
import { changesOf } from './changes-view.js';
import { agreementEnded } from './edited-view.js';
import { icons } from './icons.js';
import { refusalView } from './refusal-view.js';

/** Why a verdict did not count, and the way on. */
export function noticeView(review: Review, desk: Desk, now: number): TemplateResult | typeof nothing {
  const { notice, shown } = review;
  const dismiss = html`<button class="link" @click=${() => desk.dismiss()}>Dismiss</button>`;
  switch (notice?.kind) {
    case undefined:
      return nothing;
    case 'decided': {
      const winner = notice.winner ?? shown.verdict;
      const title = winner ? `${verdictText(winner)} ${ago(winner.at, now)}.` : 'Somebody else decided this.';
      const body = html`Your verdict came second and does not count. ${dismiss}`;
      return banner({ tone: 'warn', icon: icons.info, title, body, alert: true, name: 'decided' });
    }
    case 'stale':
      return banner({
        tone: 'warn',
        icon: icons.warning,
        title: staleTitle(notice.latest, desk.state.me?.actor),
        body: html`${changesOf(shown, notice.latest)} ${notice.latest ? agreementEnded(notice.latest, desk.state.me?.actor) : nothing}
          <p>Nothing was sent. Look at the new one before you decide.</p>
          ${review.mode === 'read' ? nothing : html`<p><button @click=${() => desk.showLatest()}>Show the new one</button></p>`}`,
        alert: true,
        name: 'stale',
      });
    case 'superseded':
    case 'expired':
      // Once the new state is here, it says so itself.
      if (shown.status !== 'open') return nothing;
      return banner({
        tone: 'warn',
        icon: icons.info,
        title: notice.kind === 'expired' ? 'This suggestion has expired.' : 'This suggestion is out of date.',
        body: 'Your verdict was not given.',
        alert: true,
        name: notice.kind,
      });
    case 'unreachable':
      return banner({
        tone: 'bad',
        icon: icons.warning,
        title: 'Deskrail did not answer.',
        body: html`<p>Your verdict may not have arrived. Trying again is safe: it counts once.</p>
          <p><button ?disabled=${review.sending !== undefined} @click=${() => desk.again()}>Try again</button></p>`,
        alert: true,
        name: 'unreachable',
      });
    case 'forbidden':
    case 'claimed':
    case 'claim-lost':
    case 'conflict':
    case 'evidence-changed':
    case 'limit':
      return refusalView({ review, notice, desk, now, dismiss });
    case 'refused':
      return banner({
        tone: 'bad',
        icon: icons.warning,
        title: 'That was not accepted.',
        body: html`${refusedWords(notice)} ${dismiss}`,
        alert: true,
        name: 'refused',
      });
  }
}

function refusedWords({
  detail,
  fields = [],
  flags = [],
}: Extract<Notice, { kind: 'refused' }>): TemplateResult | string {
  const told = [...fields.map(placedText), ...flags.map((flag) => findingText({ flag }))];
  if (told.length < 2) return told[0] ?? detail;
  return html`<ul>${told.map((text) => html`<li>${text}</li>`)}</ul>`;
}

function staleTitle(latest: RecommendationView | undefined, me: string | undefined): string {
  const edit = latest && editOf(latest);
  return edit ? `${editedText(edit, me)} That was after you opened it.` : 'The suggestion changed after you opened it.';
}

/** What a recommendation's own state asks the reviewer to know. */
export function statusView(
  view: RecommendationView,
  successor: RecommendationView | undefined,
  desk: Desk,
  now: number,
): TemplateResult | typeof nothing {
  if (view.withheld) {
    const { reason, detail } = view.withheld;
    const body = html`${withheldWords[reason]}${detail ? html` <span class="muted">${detail}</span>` : nothing}`;
    return banner({ tone: 'plain', icon: icons.info, title: 'Nothing was suggested', body, name: 'withheld' });
  }
  if (view.status === 'superseded') {
    const why = view.superseded ? supersededWords[view.superseded.reason] : '';
    const body = successor
      ? html`${why}
          <p><button @click=${() => desk.open(successor.recommendationId)}>Open the new suggestion</button></p>`
      : why;
    return banner({
      tone: 'warn',
      icon: icons.info,
      title: 'This suggestion is out of date',
      body,
      name: 'superseded',
    });
  }
  if (view.status === 'expired') {
    const body = 'Nobody decided in time, so it may not be sent any more.';
    return banner({ tone: 'warn', icon: icons.clock, title: 'Expired', body, name: 'expired' });
  }
  if (!view.verdict) return nothing;
  const rejected = view.status === 'rejected';
  return banner({
    tone: rejected ? 'bad' : 'good',
    icon: rejected ? icons.cross : icons.check,
    title: `${verdictText(view.verdict)} ${ago(view.verdict.at, now)}`,
    body: rejected ? rejectedBecause(view.verdict) : approvedText(view),
    name: 'verdict',
  });
}

/** Why it was rejected, in the words that they chose and their own. */
function rejectedBecause({ reason }: VerdictView): string | undefined {
  if (reason === undefined) return undefined;
  return reason.text ? `${rejectText(reason.code)}: ${reason.text}` : `${rejectText(reason.code)}.`;
}

export const noticeStyles = css`
  ${changedEvidenceStyles}
  .banner {
    display: flex;
    gap: 0.6rem;
    padding: 0.6rem 0.75rem;
    border: 1px solid var(--line);
    border-radius: 9px;
    background: var(--subtle);
  }
  .banner > svg {
    margin-top: 0.15rem;
  }
  .banner p {
    margin-top: 0.4rem;
  }
  .banner.good {
    border-color: transparent;
    background: var(--good-soft);
  }
  .banner.good > svg {
    color: var(--good);
  }
  .banner.warn {
    border-color: var(--warn-line);
    background: var(--warn-soft);
  }
  .banner.warn > svg {
    color: var(--warn);
  }
  .banner.bad {
    border-color: var(--bad-line);
    background: var(--bad-soft);
  }
  .banner.bad > svg {
    color: var(--bad);
  }
  .diff {
    padding: 0.5rem 0.6rem;
    border-radius: 7px;
    background: var(--page);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  ins {
    border-radius: 2px;
    background: var(--good-soft);
    color: var(--good);
  }
  del {
    color: var(--bad);
  }
`;
