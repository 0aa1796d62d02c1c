import type { DeskrailClient } from '@deskrail/client';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { watchActivity } from '../app/activity.js';
import { createDesk, type Desk } from '../desk/desk.js';
import { tabMemory } from '../desk/memory.js';
import { queueOf, successorOf } from '../desk/queue.js';
import type { Review } from '../desk/state.js';
import { askedMessage } from '../text/asked.js';
import type { ConversationView } from './conversation-view.js';
import './conversation-view.js';
import type { DialogFrame } from './dialog-frame.js';
import type { HelpDialog } from './help-dialog.js';
import './help-dialog.js';
import { decide } from './decide.js';
import { icons } from './icons.js';
import { type KeyAction, keyAction } from './keys.js';
import { keepSetting, readSetting } from './keys-setting.js';
import type { QueueList } from './queue-list.js';
import { queuePane } from './queue-pane.js';
import { reviewDeskStyles } from './review-desk-styles.js';
import type { SuggestionView } from './suggestion-view.js';
import './suggestion-view.js';
import type { AskDialog } from './ask-dialog.js';
import './ask-dialog.js';
import { takeOverQuestion } from './claim-view.js';
import { automationOf, knownOf } from './known.js';
import type { NumbersDialog } from './numbers-dialog.js';
import './numbers-dialog.js';
import { pauseBanner, pauseQuestion } from './pause-banner.js';
import { queueToolsStyles } from './queue-tools.js';
import { base } from './theme.js';

const tickMs = 15_000;
const isVisible = () => document.visibilityState === 'visible';
/** Below this width one pane at a time is shown; `review-desk-styles.ts` has the same number. */
const narrowPx = 720;

/** Queue, conversation and suggestion, side by side or one at a time; `refused` says that the key is not good any more. */
export class ReviewDesk extends LitElement {
  static override properties = {
    client: { attribute: false },
    conversation: {},
    keysOnPage: { type: Boolean },
    now: { state: true },
    talkShown: { state: true },
    singleKeys: { state: true },
  };
  declare client: DeskrailClient;
  /** Show this conversation alone. */
  declare conversation: string | undefined;
  /** Listen to the whole page's keys, not only to those pressed inside. */
  declare keysOnPage: boolean;
  declare now: number;
  declare talkShown: boolean;
  declare singleKeys: boolean;
  #desk: Desk | undefined;
  #stop = () => {};

  override connectedCallback(): void {
    super.connectedCallback();
    this.now = Date.now();
    this.singleKeys = readSetting();
    const ticking = setInterval(() => {
      this.now = Date.now();
    }, tickMs);
    const keyTarget: EventTarget = this.keysOnPage ? window : this;
    const onKey = (event: Event) => this.#onKey(event as KeyboardEvent);
    keyTarget.addEventListener('keydown', onKey);
    const onVisible = () => {
      if (isVisible()) this.#desk?.wake();
    };
    const onHide = () => this.#desk?.letGo();
    document.addEventListener('visibilitychange', onVisible);
    window.addEventListener('pagehide', onHide);
    const unwatch = watchActivity(window, { onIdle: onHide, onBack: onVisible });
    this.#start();
    this.#stop = () => {
      unwatch();
      document.removeEventListener('visibilitychange', onVisible);
      window.removeEventListener('pagehide', onHide);
      clearInterval(ticking);
      keyTarget.removeEventListener('keydown', onKey);
      this.#desk?.stop();
      this.#desk = undefined;
    };
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop();
  }

  showHelp(): void {
    this.renderRoot.querySelector<HelpDialog>('deskrail-help-dialog')?.show();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (this.#desk && (changed.get('client') || changed.has('conversation'))) this.#start();
    if (this.conversation) this.#openFirst();
  }

  protected override render(): TemplateResult | typeof nothing {
    const desk = this.#desk;
    if (!desk) return nothing;
    const { state } = desk;
    const pane = {
      state,
      now: this.now,
      desk,
      isOneConversation: this.conversation !== undefined,
      onOpen: (id: string) => this.#open(id),
      onHelp: () => this.showHelp(),
      onPause: () => void this.#pause(desk),
      onNumbers: () => this.renderRoot.querySelector<NumbersDialog>('deskrail-numbers-dialog')?.show(),
    };
    return html`
      ${pauseBanner(state, this.now, () => desk.resume())}
      <div class="desk" data-pane=${state.openedId ? 'detail' : 'queue'}>
        ${queuePane(pane)}
        ${this.#detail(desk)}
      </div>
      <p class="unseen" role="status" aria-live="polite">${state.announcement}</p>
      <deskrail-help-dialog
        .keysOn=${this.singleKeys}
        @keys-switched=${(event: CustomEvent<boolean>) => this.#switchKeys(event.detail)}
      ></deskrail-help-dialog>
      <deskrail-ask-dialog></deskrail-ask-dialog>
      <deskrail-numbers-dialog .client=${this.client}></deskrail-numbers-dialog>
    `;
  }

  #detail(desk: Desk): TemplateResult {
    const { state } = desk;
    const review = state.reviews.get(state.openedId ?? '');
    if (!review) {
      return html`<main class="nothing empty"><p>Open a suggestion from the queue, by mouse or with <kbd>J</kbd>.</p></main>`;
    }
    const { about } = review.shown;
    const id = (state.source ?? about).conversation ?? '';
    const elsewhere = id !== (about.conversation ?? '');
    return html`
      <div class="tools row">
        <button class="quiet" @click=${() => this.#back()}>${icons.back} Queue</button>
        <span class="grow"></span>
        <button
          class="quiet"
          aria-expanded=${this.talkShown}
          @click=${() => {
            this.talkShown = !this.talkShown;
          }}
        >
          ${this.talkShown ? 'Hide conversation' : 'Show conversation'}
        </button>
      </div>
      <main>
        <deskrail-conversation-view
          ?data-shown=${this.talkShown}
          .conversation=${state.conversations.get(id)}
          .question=${elsewhere ? undefined : about.question}
          .about=${about.fact}
          .source=${state.source}
          .elsewhere=${elsewhere}
          .loading=${!state.conversations.has(id)}
          .now=${this.now}
          .automation=${automationOf(state, review.shown)}
          .paused=${state.policy?.paused !== undefined}
          @source-left=${() => this.#leaveSource()}
          @automated=${(event: CustomEvent<'held' | 'released'>) => desk.automate(id, event.detail)}
          role="region"
          aria-label="Conversation"
        ></deskrail-conversation-view>
        <deskrail-suggestion-view
          .review=${review}
          .desk=${desk}
          .state=${state}
          .known=${knownOf(state)}
          .successor=${successorOf(state, review.shown)}
          .asked=${this.talkShown ? undefined : askedMessage(state.conversations.get(about.conversation ?? ''), about)}
          .now=${this.now}
          @source-opened=${() => void this.#focusSource()}
          @take-over=${() => void this.#takeOver(desk)}
          role="region"
          aria-label="Suggestion"
        ></deskrail-suggestion-view>
      </main>
    `;
  }

  async #takeOver(desk: Desk): Promise<void> {
    const { openedId } = desk.state;
    const answer = await this.#askDialog?.ask(takeOverQuestion(desk.state));
    if (answer !== undefined && desk.state.openedId === openedId) desk.takeOver();
  }

  async #pause(desk: Desk): Promise<void> {
    const reason = await this.#askDialog?.ask(pauseQuestion);
    if (reason !== undefined) desk.pause(reason);
  }

  get #askDialog(): AskDialog | null {
    return this.renderRoot.querySelector<AskDialog>('deskrail-ask-dialog');
  }

  #start(): void {
    this.#desk?.stop();
    const onRefused = () => this.dispatchEvent(new Event('refused'));
    const memory = tabMemory(() => sessionStorage, this.conversation);
    const desk = createDesk({ client: this.client, conversation: this.conversation, onRefused, isVisible, memory });
    desk.watch(() => this.requestUpdate());
    this.#desk = desk;
    this.requestUpdate();
  }

  /** In a sidebar there is one conversation, and mostly one suggestion: no need to choose it. */
  #openedFirst: Desk | undefined;
  #openFirst(): void {
    const desk = this.#desk;
    if (!desk || desk === this.#openedFirst || !desk.state.tabs.open.loaded) return;
    this.#openedFirst = desk;
    const [first, second] = queueOf(desk.state, 'open');
    if (first && !second) desk.open(first.recommendationId);
  }

  #open(id: string): void {
    this.#desk?.open(id);
    if (this.#narrow) void this.#focusSuggestion();
  }

  #back(): void {
    const id = this.#desk?.state.openedId;
    this.#desk?.close();
    void this.updateComplete.then(() => this.#queueList?.focusRow(id));
  }

  /** To the message itself; what is not loaded yet is looked at where it will be. */
  async #focusSource(): Promise<void> {
    this.talkShown = true;
    await this.updateComplete;
    const view = this.renderRoot.querySelector<ConversationView>('deskrail-conversation-view');
    await view?.updateComplete;
    view?.focusSource();
  }

  #leaveSource(): void {
    this.#desk?.showSource(undefined);
    void this.#focusSuggestion();
  }

  async #focusSuggestion(): Promise<void> {
    await this.updateComplete;
    await this.#suggestionView?.updateComplete;
    this.#suggestionView?.focusHead();
  }

  get #suggestionView(): SuggestionView | null {
    return this.renderRoot.querySelector<SuggestionView>('deskrail-suggestion-view');
  }

  get #narrow(): boolean {
    return this.clientWidth < narrowPx;
  }

  get #queueList(): QueueList | null {
    return this.renderRoot.querySelector<QueueList>('deskrail-queue-list');
  }

  #onKey(event: KeyboardEvent): void {
    const dialogs = 'deskrail-help-dialog, deskrail-ask-dialog, deskrail-numbers-dialog';
    if ([...this.renderRoot.querySelectorAll<DialogFrame>(dialogs)].some(({ isOpen }) => isOpen)) return;
    const action = keyAction(event, this.singleKeys);
    if (action && this.#act(action, event)) event.preventDefault();
  }

  /** Whether the key meant something here. */
  #act(action: KeyAction, event: KeyboardEvent): boolean {
    const desk = this.#desk;
    if (!desk) return false;
    const review = desk.state.reviews.get(desk.state.openedId ?? '');
    if (action === 'help') this.showHelp();
    else if (action === 'take-next') desk.takeNext();
    else if (action === 'next') this.#move(1);
    else if (action === 'previous') this.#move(-1);
    else if (action === 'enter') return this.#enter(event);
    else if (!review) return false;
    else if (action === 'escape') this.#escape(desk, review);
    else if (typeof action === 'number') return this.#suggestionView?.followNumber(action) ?? false;
    else if (action === 'show-latest') return this.#showLatest(desk, review);
    // First the new one: its button says so.
    else if (review.notice?.kind === 'stale' && action !== 'comment')
      return this.#suggestionView?.focusLatest() ?? false;
    else return decide(action, desk, review);
    return true;
  }

  #showLatest(desk: Desk, { notice }: Review): boolean {
    if (notice?.kind !== 'stale') return false;
    desk.showLatest();
    return true;
  }

  /** Out of what they are in: a form, a source, the suggestion. */
  #escape(desk: Desk, { mode, shown }: Review): void {
    const { source } = desk.state;
    if (mode !== 'read') desk.setMode('read');
    else if (source && source.conversation !== shown.about.conversation) this.#leaveSource();
    else this.#back();
  }

  #enter(event: KeyboardEvent): boolean {
    const target = event.composedPath()[0];
    const row = target instanceof HTMLElement ? target.closest<HTMLElement>('[role=option]') : undefined;
    const id = row?.dataset.id ?? this.#desk?.state.openedId;
    if (!id) return false;
    this.#desk?.open(id);
    void this.#focusSuggestion();
    return true;
  }

  /** Side by side, moving opens; with one pane at a time it moves in the queue until Enter. */
  #move(step: 1 | -1): void {
    const desk = this.#desk;
    if (!desk) return;
    if (this.#narrow && !desk.state.openedId) {
      this.#queueList?.moveFocus(step);
      return;
    }
    const id = desk.move(step);
    void this.updateComplete.then(() => this.#queueList?.updateComplete).then(() => this.#queueList?.focusRow(id));
  }

  #switchKeys(on: boolean): void {
    this.singleKeys = on;
    keepSetting(on);
  }

  static override styles = [base, reviewDeskStyles, queueToolsStyles];
}

customElements.define('deskrail-review-desk', ReviewDesk);
