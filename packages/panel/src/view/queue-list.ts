import type { Conversation, RecommendationView } from '@deskrail/contracts';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { type Tab, type TabState, tabs } from '../desk/state.js';
import { askedMessage } from '../text/asked.js';
import { placeText } from '../text/desk-words.js';
import { age, fullTime } from '../text/time.js';
import { customerName, kindWords, percent, priorityText, statusWords, withheldWords } from '../text/words.js';
import { icons } from './icons.js';
import { queueListStyles } from './queue-list-styles.js';
import { base } from './theme.js';
import { waitingLine } from './waiting-line.js';

const tabWords: Readonly<Record<Tab, string>> = { open: 'Open', decided: 'Decided', withheld: 'Withheld' };
const emptyWords: Readonly<Record<Tab, string>> = {
  open: 'All done. New suggestions appear here as customers write.',
  decided: 'Nothing is decided yet.',
  withheld: 'Nothing was withheld.',
};

/** The queue: `tab-chosen` (detail: tab), `opened` (detail: id) and `more-wanted` say what the reviewer does. */
export class QueueList extends LitElement {
  static override properties = {
    queue: { attribute: false },
    conversations: { attribute: false },
    openCount: { type: Number },
    me: {},
    filtered: { type: Boolean },
    tab: {},
    tabState: { attribute: false },
    openedId: {},
    now: { type: Number },
  };
  declare queue: readonly RecommendationView[];
  declare conversations: ReadonlyMap<string, Conversation | undefined>;
  declare openCount: number;
  /** The reviewer’s actor. */
  declare me: string | undefined;
  /** Some are left out. */
  declare filtered: boolean;
  declare tab: Tab;
  declare tabState: TabState;
  declare openedId: string | undefined;
  declare now: number;

  /** To the row of an id, or to the one that the tab key would reach. */
  focusRow(id: string | undefined): void {
    const rows = [...this.renderRoot.querySelectorAll<HTMLElement>('[role=option]')];
    const row = rows.find((candidate) => candidate.dataset.id === id) ?? rows[0];
    row?.focus();
    row?.scrollIntoView({ block: 'nearest' });
  }

  /** From the row that has the focus to its neighbour; to the first where none has it. */
  moveFocus(step: 1 | -1): void {
    const rows = [...this.renderRoot.querySelectorAll<HTMLElement>('[role=option]')];
    const at = rows.indexOf(this.shadowRoot?.activeElement as HTMLElement);
    const row = rows[at < 0 ? 0 : Math.min(Math.max(at + step, 0), rows.length - 1)];
    row?.focus();
    row?.scrollIntoView({ block: 'nearest' });
  }

  protected override render(): TemplateResult {
    return html`
      <div class="tabs" role="tablist" aria-label="Queue" @keydown=${this.#onTabKey}>
        ${tabs.map(
          (tab) => html`<button
            role="tab"
            id="tab-${tab}"
            aria-controls="list"
            aria-selected=${tab === this.tab}
            tabindex=${tab === this.tab ? 0 : -1}
            @click=${() => this.#choose(tab)}
          >
            ${tabWords[tab]} ${tab === 'open' && this.openCount > 0 ? html`<span class="count">${this.openCount}</span>` : nothing}
          </button>`,
        )}
      </div>
      <div id="list" role="tabpanel" aria-labelledby="tab-${this.tab}" aria-busy=${this.tabState.loading}>
        ${this.queue.length === 0 ? this.#empty() : this.#rows()}
      </div>
    `;
  }

  #empty(): TemplateResult {
    const { loaded, failure } = this.tabState;
    if (failure) return html`<p class="empty" role="alert">${failure}</p>`;
    if (!loaded) return html`<p class="empty">Loading…</p>`;
    const isFiltered = this.tab === 'open' && this.filtered;
    return html`<p class="empty">${isFiltered ? 'Nothing waits that passes the filter.' : emptyWords[this.tab]}</p>`;
  }

  #rows(): TemplateResult {
    const reachable = this.queue.some((view) => view.recommendationId === this.openedId)
      ? this.openedId
      : this.queue[0]?.recommendationId;
    return html`
      <ul role="listbox" aria-label="${tabWords[this.tab]} suggestions">
        ${repeat(
          this.queue,
          (view) => view.recommendationId,
          (view) => this.#row(view, view.recommendationId === reachable),
        )}
      </ul>
      ${
        this.tabState.next === undefined
          ? nothing
          : html`<p class="more">
              <button class="quiet" ?disabled=${this.tabState.loading} @click=${() => this.dispatchEvent(new Event('more-wanted'))}>
                ${this.tab === 'open' ? 'More' : 'Older ones'}
              </button>
            </p>`
      }
    `;
  }

  #row(view: RecommendationView, reachable: boolean): TemplateResult {
    const id = view.recommendationId;
    const conversation = this.conversations.get(view.about.conversation ?? '');
    const subject = conversation?.subject ?? view.about.question ?? wordsOf(view, conversation) ?? 'No subject';
    const { priority } = conversation ?? {};
    const isPressing = this.tab === 'open' && (priority === 'urgent' || priority === 'high');
    return html`<li
      role="option"
      data-id=${id}
      aria-selected=${id === this.openedId}
      tabindex=${reachable ? 0 : -1}
      @click=${() => this.dispatchEvent(new CustomEvent('opened', { detail: id }))}
    >
      <span class="row">
        <strong class="grow clip">${conversation ? customerName(conversation) : 'Chatbot'}</strong>
        ${isPressing ? html`<span class="chip bad">${priorityText(priority)}</span>` : nothing}
        <time class="muted small" datetime=${view.createdAt} title=${fullTime(view.createdAt)}
          >${age(this.tab === 'decided' ? view.updatedAt : view.createdAt, this.now)}</time
        >
      </span>
      <span class="subject clip">${subject}</span>
      <span class="row wrap small muted">
        <span class="kind">${icons[view.kind]} ${kindWords[view.kind]}</span>
        ${this.#detail(view)}
        ${conversation ? html`<span class="place clip">${placeText(conversation)}</span>` : nothing}
      </span>
      ${this.tab === 'open' ? waitingLine(view, { me: this.me, now: this.now }) : nothing}
    </li>`;
  }

  #detail(view: RecommendationView): TemplateResult | typeof nothing {
    if (view.withheld)
      return html`<span class="clip" title=${withheldWords[view.withheld.reason]}>${shortReason(view)}</span>`;
    if (this.tab === 'decided') return decidedChip(view);
    return html`
      ${view.confidence === undefined ? nothing : html`<span class="sure">${percent(view.confidence)}<span class="unseen"> confidence</span></span>`}
      ${view.flags?.length ? html`<span class="flag">${icons.warning} Check<span class="unseen"> it: validation found something</span></span>` : nothing}
    `;
  }

  #choose(tab: Tab): void {
    this.dispatchEvent(new CustomEvent('tab-chosen', { detail: tab }));
  }

  #onTabKey(event: KeyboardEvent): void {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const tab = tabs[(tabs.indexOf(this.tab) + step + tabs.length) % tabs.length];
    if (step === 0 || !tab) return;
    event.preventDefault();
    this.#choose(tab);
    this.renderRoot.querySelector<HTMLElement>(`#tab-${tab}`)?.focus();
  }

  static override styles = [base, queueListStyles];
}

/** Of a case without a subject: the message in question, else the first one. */
function wordsOf({ about }: RecommendationView, conversation: Conversation | undefined): string | undefined {
  return (askedMessage(conversation, about) ?? conversation?.messages[0])?.text;
}

const shortReasons: Readonly<Record<NonNullable<RecommendationView['withheld']>['reason'], string>> = {
  'no-evidence': 'No evidence',
  policy: 'Policy',
  'bot-loop': 'Automatic sender',
  'model-unavailable': 'Model unavailable',
  'too-old': 'Too old',
  'already-answered': 'Already answered',
  'invalid-draft': 'Invalid draft',
  'nothing-asked': 'Nothing asked',
  moderation: 'Moderation',
};

const shortReason = ({ withheld }: RecommendationView) => (withheld ? shortReasons[withheld.reason] : '');

function decidedChip(view: RecommendationView): TemplateResult {
  const states = view.actions.map(({ status }) => status);
  if (states.includes('uncertain')) return html`<span class="chip warn">Uncertain: decide</span>`;
  if (states.includes('failed')) return html`<span class="chip bad">Failed at the desk</span>`;
  if (states.length > 0 && states.every((state) => state === 'executed')) {
    return html`<span class="chip good">${view.kind === 'tool-call' ? 'Done' : 'At the desk'}</span>`;
  }
  if (states.some((state) => state === 'approved' || state === 'started')) {
    return html`<span class="chip accent">On its way</span>`;
  }
  return html`<span class="chip">${statusWords[view.status]}</span>`;
}

customElements.define('deskrail-queue-list', QueueList);
