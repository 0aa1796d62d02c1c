import type { RecommendationView, SubmitVerdict } from '@deskrail/contracts';
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Desk } from '../desk/desk.js';
import type { Review } from '../desk/state.js';
import { ago, fullTime, until } from '../text/time.js';
import { kindWords, personName } from '../text/words.js';
import { evidenceList, evidenceListStyles } from './evidence-list.js';
import { icons } from './icons.js';
import { meter } from './meter.js';
import { flagsView, noticeStyles, noticeView, statusView } from './notice-view.js';
import { proposalList, proposalListStyles } from './proposal-list.js';
import { type Pointed, replyText, replyTextStyles } from './reply-text.js';
import { base } from './theme.js';
import { timeline, timelineStyles } from './timeline.js';
import { verdictBar, verdictBarStyles } from './verdict-bar.js';
import { verdictForm, verdictFormStyles } from './verdict-form.js';

/** One suggestion: what is proposed, what it stands on, and what a reviewer can do about it. */
export class SuggestionView extends LitElement {
  static override properties = {
    review: { attribute: false },
    desk: { attribute: false },
    successor: { attribute: false },
    now: { type: Number },
    pointed: { state: true },
    rejectCode: { state: true },
  };
  declare review: Review;
  declare desk: Desk;
  /** The open recommendation that took this one's place. */
  declare successor: RecommendationView | undefined;
  declare now: number;
  declare pointed: Pointed;
  declare rejectCode: NonNullable<SubmitVerdict['reason']>['code'] | undefined;

  focusHead(): void {
    this.renderRoot.querySelector<HTMLElement>('h2')?.focus();
  }

  protected override render(): TemplateResult {
    const { review, desk, now } = this;
    const { shown, notice } = review;
    const proposed = shown.status === 'open' ? shown.proposal : (shown.verdict?.final ?? shown.proposal);
    return html`
      <div class="scroll">
        ${this.#head(shown)} ${noticeView(review, desk, now)}
        ${notice?.kind === 'decided' ? nothing : statusView(shown, this.successor, desk, now)}
        ${
          shown.actions.length === 0
            ? nothing
            : timeline({
                actions: shown.actions,
                resolving: review.resolving,
                now,
                onResolve: (id, outcome) => desk.resolve(id, outcome),
              })
        }
        ${flagsView(shown.status === 'open' ? (shown.flags ?? []) : [])}
        ${proposed ? this.#proposal(shown, proposed) : nothing} ${this.#said(shown)}
      </div>
      <footer>
        ${review.mode === 'read' ? verdictBar(review, desk) : verdictForm(this.#formOptions())}
      </footer>
    `;
  }

  protected override updated(changed: PropertyValues<this>): void {
    const before = changed.get('review');
    if (!changed.has('review') || !before) return;
    if (before.shown.recommendationId !== this.review.shown.recommendationId) {
      this.rejectCode = undefined;
      this.pointed = undefined;
      this.renderRoot.querySelector('.scroll')?.scrollTo({ top: 0 });
    } else if (before.mode !== this.review.mode) this.#focusMode();
    else if (before.sending && !this.review.sending) this.focusHead();
    if (!before.notice && this.review.notice) this.renderRoot.querySelector('.scroll')?.scrollTo({ top: 0 });
  }

  #focusMode(): void {
    if (this.review.mode === 'read') {
      this.rejectCode = undefined;
      this.focusHead();
      return;
    }
    const field = this.renderRoot.querySelector<HTMLElement>(
      '[data-autofocus], form input, form select, form textarea',
    );
    field?.focus();
    if (field instanceof HTMLTextAreaElement) field.setSelectionRange(field.value.length, field.value.length);
  }

  #head(view: RecommendationView): TemplateResult {
    const visibility =
      view.proposal?.kind === 'reply' && view.proposal.visibility === 'private'
        ? html`<span class="chip warn">${icons.lock} Private note</span>`
        : nothing;
    const expiry =
      view.status === 'open' && view.expiresAt
        ? html`<span title=${fullTime(view.expiresAt)}>expires ${until(view.expiresAt, this.now)}</span>`
        : nothing;
    return html`<header>
      <h2 tabindex="-1" class="row">${icons[view.kind]} ${headline(view)} ${visibility}</h2>
      <p class="row wrap small muted">
        ${view.confidence === undefined ? nothing : html`<span class="row score">Confidence ${meter(view.confidence, 'Confidence')}</span>`}
        ${view.queue ? html`<span class="chip accent">Handed to ${view.queue}</span>` : nothing}
        <span title=${view.pipeline}>${view.model ? `by ${view.model.name} ${view.model.version}` : view.pipeline}</span>
        <time datetime=${view.createdAt} title=${fullTime(view.createdAt)}>made ${ago(view.createdAt, this.now)}</time>
        ${expiry}
      </p>
    </header>`;
  }

  #proposal(view: RecommendationView, proposal: NonNullable<RecommendationView['proposal']>): TemplateResult {
    const evidence = view.evidence ?? [];
    const onPoint = (pointed: Pointed) => {
      this.pointed = pointed;
    };
    const options = { evidence, pointed: this.pointed, onPoint };
    const body =
      proposal.kind === 'reply'
        ? replyText({ ...options, proposal, onFollow: (id) => this.#follow(id) })
        : proposalList(proposal);
    const changed = view.verdict?.final && view.proposal !== undefined && view.verdict.kind !== 'approve';
    return html`
      <section class="proposal-box" aria-label="What is proposed">
        ${changed ? html`<p class="small muted">As ${personName(view.verdict?.reviewer ?? '')} put it</p>` : nothing} ${body}
      </section>
      ${
        proposal.kind !== 'reply' && evidence.length === 0
          ? nothing
          : html`<section aria-labelledby="evidence-head">
              <h3 id="evidence-head">Evidence <span class="muted">${evidence.length}</span></h3>
              ${evidenceList({ ...options, proposal: view.proposal })}
            </section>`
      }
    `;
  }

  #said(view: RecommendationView): TemplateResult | typeof nothing {
    const said = view.verdicts.filter(({ comment, reason }) => comment || reason);
    if (said.length === 0) return nothing;
    return html`<section aria-labelledby="said-head">
      <h3 id="said-head">Said by reviewers</h3>
      <ul class="said">
        ${said.map(
          (verdict) => html`<li>
            <p class="small muted">
              <strong>${personName(verdict.reviewer)}</strong>
              <time datetime=${verdict.at} title=${fullTime(verdict.at)}>${ago(verdict.at, this.now)}</time>
              ${verdict.reason ? html`<span class="chip">${verdict.reason.code.replaceAll('-', ' ')}</span>` : nothing}
            </p>
            <p>${verdict.comment ?? verdict.reason?.text ?? nothing}</p>
          </li>`,
        )}
      </ul>
    </section>`;
  }

  #formOptions() {
    const onRejectCode = (code: NonNullable<SubmitVerdict['reason']>['code']) => {
      this.rejectCode = code;
    };
    return { review: this.review, desk: this.desk, rejectCode: this.rejectCode, onRejectCode };
  }

  #follow(id: string): void {
    const card = this.renderRoot.querySelector<HTMLElement>(`[id="evidence-${CSS.escape(id)}"]`);
    card?.focus({ preventScroll: true });
    card?.scrollIntoView({ block: 'nearest' });
  }

  static override styles = [
    base,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-height: 0;
      }
      .scroll {
        flex: 1;
        min-height: 0;
        overflow-y: auto;
        display: flex;
        flex-direction: column;
        gap: 0.9rem;
        padding: 0.8rem 1.1rem 1.25rem;
      }
      .scroll > * {
        flex: none;
      }
      header {
        display: grid;
        gap: 0.25rem;
      }
      h2 {
        width: fit-content;
        border-radius: 4px;
        font-size: 1rem;
      }
      h2:focus-visible {
        outline-offset: 3px;
      }
      h2 svg {
        color: var(--accent);
      }
      section {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 0.5rem;
      }
      .proposal-box {
        padding: 0.8rem 0.95rem;
        border: 1px solid var(--line);
        border-radius: 10px;
        background: var(--raised);
        box-shadow: 0 1px 2px light-dark(#0b0d140a, #00000040);
      }
      .said {
        display: grid;
        gap: 0.6rem;
      }
      .said strong {
        color: var(--text);
      }
      footer {
        max-height: 70%;
        overflow-y: auto;
        padding: 0.7rem 1.1rem;
        border-top: 1px solid var(--line);
        background: var(--page);
      }
    `,
    noticeStyles,
    replyTextStyles,
    evidenceListStyles,
    proposalListStyles,
    timelineStyles,
    verdictFormStyles,
    verdictBarStyles,
  ];
}

const headline = ({ kind, withheld }: RecommendationView): string =>
  withheld ? `${kindWords[kind]} withheld` : `Suggested ${kindWords[kind].toLowerCase()}`;

customElements.define('deskrail-suggestion-view', SuggestionView);
