import type { ConversationMessage, RecommendationView, SubmitVerdict } from '@deskrail/contracts';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Desk } from '../desk/desk.js';
import { isEnough, isSamePerson } from '../desk/may.js';
import type { DeskState, Review } from '../desk/state.js';
import { type MessageSource, messageSourceOf } from '../text/evidence-words.js';
import { ago, fullTime } from '../text/time.js';
import { personName, rejectText } from '../text/words.js';
import { askedStyles, askedView } from './asked-view.js';
import { citedText, citedTextStyles, type Pointed } from './cited-text.js';
import { claimView } from './claim-view.js';
import { editedView, putOtherwise } from './edited-view.js';
import { evidenceList, evidenceListStyles } from './evidence-list.js';
import { clarifyingView, fallenView, findingsView } from './findings-view.js';
import type { Known } from './hand-on-form.js';
import { icons } from './icons.js';
import { needStyles, needView } from './need-view.js';
import { noticeStyles, noticeView, statusView } from './notice-view.js';
import { policyWhy, policyWhyStyles } from './policy-why.js';
import { proposalList, proposalListStyles } from './proposal-list.js';
import { suggestionHead } from './suggestion-head.js';
import { suggestionViewStyles } from './suggestion-view-styles.js';
import { base } from './theme.js';
import { timeline, timelineStyles } from './timeline.js';
import { toolCall, toolCallStyles } from './tool-call.js';
import { verdictBar, verdictBarStyles } from './verdict-bar.js';
import { verdictForm, verdictFormStyles } from './verdict-form.js';

/** One suggestion: what is proposed, what it stands on, and what a reviewer can do about it. */
export class SuggestionView extends LitElement {
  static override properties = {
    review: { attribute: false },
    desk: { attribute: false },
    state: { attribute: false },
    known: { attribute: false },
    successor: { attribute: false },
    asked: { attribute: false },
    now: { type: Number },
    pointed: { state: true },
    rejectCode: { state: true },
  };
  declare review: Review;
  declare desk: Desk;
  /** The desk’s, as it is now. */
  declare state: DeskState;
  declare known: Known;
  /** The open recommendation that took this one's place. */
  declare successor: RecommendationView | undefined;
  /** What it answers, where the conversation is not beside it. */
  declare asked: ConversationMessage | undefined;
  declare now: number;
  declare pointed: Pointed;
  declare rejectCode: NonNullable<SubmitVerdict['reason']>['code'] | undefined;

  focusHead(): void {
    this.renderRoot.querySelector<HTMLElement>('h2')?.focus();
  }

  /** To the way on, where what they look at is not what is proposed; whether there is one. */
  focusLatest(): boolean {
    const button = this.renderRoot.querySelector<HTMLElement>('[data-show-latest]');
    button?.focus();
    return button !== null;
  }

  protected override render(): TemplateResult {
    const { review, desk, now } = this;
    const { shown, notice } = review;
    const proposed = shown.status === 'open' ? shown.proposal : (shown.verdict?.final ?? shown.proposal);
    return html`
      <div class="scroll">
        ${suggestionHead(shown, now)} ${needView(review, this.state, now)}
        ${claimView({ review, state: this.state, now, onTakeOver: () => this.dispatchEvent(new Event('take-over')) })}
        ${noticeView(review, desk, now)} ${editedView(review, this.state.me?.actor)}
        ${notice?.kind === 'decided' ? nothing : statusView(shown, this.successor, desk, now)}
        ${
          shown.actions.length === 0
            ? nothing
            : timeline({
                actions: shown.actions,
                resolving: review.resolving,
                now,
                onStep: (id, step) => desk.resolve(id, step),
                mayTakeBack: this.#mayTakeBack(shown),
              })
        }
        ${askedView(this.asked)} ${shown.status === 'open' ? this.#warnings(shown) : nothing}
        ${proposed ? this.#proposal(shown, proposed) : nothing} ${policyWhy(review, desk)} ${this.#said(shown)}
      </div>
      <footer>
        ${review.mode === 'read' ? verdictBar(review, desk) : verdictForm(this.#formOptions())}
      </footer>
    `;
  }

  #mayTakeBack({ verdict }: RecommendationView): boolean {
    const { me } = this.state;
    if (me === undefined || isEnough(me, 'senior')) return me !== undefined;
    return isEnough(me, 'reviewer') && isSamePerson(verdict?.reviewer, me.actor);
  }

  #warnings(shown: RecommendationView): TemplateResult {
    // Where somebody put other words in its place, no sentence is where it was found.
    const { findings: _, ...unplaced } = shown;
    const found = shown.suggestedHash === undefined ? shown : unplaced;
    return html`${fallenView(this.review)} ${clarifyingView(shown)}
    ${findingsView(found, (index) => this.#toSentence(index))}`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    const before = changed.get('review');
    if (!changed.has('review') || !before) return;
    if (before.shown.recommendationId !== this.review.shown.recommendationId) {
      this.rejectCode = undefined;
      this.pointed = undefined;
      this.renderRoot.querySelector('.scroll')?.scrollTo({ top: 0 });
    } else if (before.mode !== this.review.mode) this.#focusMode();
    // What they wrote was refused: they go on where they were.
    else if (before.sending && !this.review.sending) this.review.mode === 'read' ? this.focusHead() : this.#focusMode();
    if (!before.notice && this.review.notice) this.renderRoot.querySelector('.scroll')?.scrollTo({ top: 0 });
  }

  #focusMode(): void {
    if (this.review.mode === 'read') {
      this.rejectCode = undefined;
      this.focusHead();
      return;
    }
    const find = (selector: string) => this.renderRoot.querySelector<HTMLElement>(selector);
    const field = find('form [aria-invalid=true]') ?? find('[data-autofocus], form input, form select, form textarea');
    field?.focus();
    if (field instanceof HTMLTextAreaElement) field.setSelectionRange(field.value.length, field.value.length);
  }

  #proposal(view: RecommendationView, proposal: NonNullable<RecommendationView['proposal']>): TemplateResult {
    const evidence = view.evidence ?? [];
    const onPoint = (pointed: Pointed) => {
      this.pointed = pointed;
    };
    const { conversation } = view.about;
    const options = { evidence, conversation, pointed: this.pointed, onPoint };
    // Validation looked at what was suggested, not at what somebody put in its place.
    const findings = proposal === view.proposal && view.suggestedHash === undefined ? view.findings : undefined;
    const body =
      'sentences' in proposal
        ? citedText({ ...options, proposal, findings, onFollow: (id) => this.#follow(id) })
        : proposal.kind === 'tool-call'
          ? toolCall(proposal, view)
          : proposalList(proposal);
    return html`
      <section class="proposal-box" aria-label="What is proposed">
        ${putOtherwise(view)} ${body}
      </section>
      ${
        !('sentences' in proposal) && evidence.length === 0
          ? nothing
          : html`<section aria-labelledby="evidence-head">
              ${this.#evidenceHead(evidence.length)}
              ${evidenceList({
                ...options,
                proposal: view.proposal,
                check: this.review.check,
                onSource: (source) => this.#toSource(source),
              })}
            </section>`
      }
    `;
  }

  #evidenceHead(count: number): TemplateResult {
    const { review, desk, now } = this;
    const { check } = review;
    const asking = check === 'asking';
    const words =
      typeof check === 'object'
        ? `Checked ${ago(check.checkedAt, now)}`
        : check === 'unanswered'
          ? 'Could not be checked'
          : '';
    return html`<div class="row">
      <h3 id="evidence-head" class="grow">Evidence <span class="muted">${count}</span></h3>
      ${
        count === 0
          ? nothing
          : html`<span class="small muted">${words}</span>
              <button class="small" ?disabled=${asking} @click=${() => desk.checkEvidence()}>
                ${icons.check} ${asking ? 'Checking…' : words ? 'Check again' : 'Check the evidence'}
              </button>`
      }
    </div>`;
  }

  #said(view: RecommendationView): TemplateResult | typeof nothing {
    const said = view.verdicts.filter(({ comment, reason, kind }) => comment || reason || kind === 'escalate');
    if (said.length === 0) return nothing;
    return html`<section aria-labelledby="said-head">
      <h3 id="said-head">Said by reviewers</h3>
      <ul class="said">
        ${said.map(
          (verdict) => html`<li>
            <p class="small muted">
              <strong>${personName(verdict.reviewer)}</strong>
              <time datetime=${verdict.at} title=${fullTime(verdict.at)}>${ago(verdict.at, this.now)}</time>
              ${verdict.reason ? html`<span class="chip">${rejectText(verdict.reason.code)}</span>` : nothing}
            </p>
            <p>
              ${verdict.kind === 'escalate' ? html`<span class="chip">Escalated to ${verdict.escalateTo ?? 'another queue'}</span>` : nothing}
              ${verdict.comment ?? verdict.reason?.text ?? nothing}
            </p>
          </li>`,
        )}
      </ul>
    </section>`;
  }

  #formOptions() {
    const onRejectCode = (code: NonNullable<SubmitVerdict['reason']>['code']) => {
      this.rejectCode = code;
    };
    return { review: this.review, desk: this.desk, rejectCode: this.rejectCode, onRejectCode, known: this.known };
  }

  /** To the evidence by its number, as shown; whether there is one. */
  followNumber(number: number): boolean {
    const item = this.review.shown.evidence?.[number - 1];
    if (item) this.#follow(item.id);
    return item !== undefined;
  }

  #follow(id: string): void {
    const { evidence = [], about } = this.review.shown;
    const item = evidence.find((one) => one.id === id);
    const card = this.renderRoot.querySelector<HTMLElement>(`[id="evidence-${CSS.escape(id)}"]`);
    card?.focus({ preventScroll: true });
    card?.scrollIntoView({ block: 'nearest' });
    const source = item && messageSourceOf(item);
    // A message of this conversation is beside it already.
    if (source?.conversation === about.conversation) this.desk.showSource(source);
  }

  #toSource(source: MessageSource): void {
    this.desk.showSource(source);
    this.dispatchEvent(new Event('source-opened'));
  }

  #toSentence(index: number): void {
    this.pointed = { sentence: index };
    const sentence = this.renderRoot.querySelector<HTMLElement>(`[data-sentence="${index}"]`);
    sentence?.scrollIntoView({ block: 'nearest' });
    sentence?.querySelector('button')?.focus({ preventScroll: true });
  }

  static override styles = [
    base,
    suggestionViewStyles,
    askedStyles,
    noticeStyles,
    needStyles,
    policyWhyStyles,
    citedTextStyles,
    evidenceListStyles,
    proposalListStyles,
    toolCallStyles,
    timelineStyles,
    verdictFormStyles,
    verdictBarStyles,
  ];
}

customElements.define('deskrail-suggestion-view', SuggestionView);
