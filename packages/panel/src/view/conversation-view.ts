import type { Conversation, ConversationMessage } from '@deskrail/contracts';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { deskIdText, placeText, titleOf } from '../text/desk-words.js';
import type { MessageSource } from '../text/evidence-words.js';
import { clockTime, fullTime } from '../text/time.js';
import { customerName, partyName, priorityText, sentenceCase } from '../text/words.js';
import { conversationViewStyles } from './conversation-view-styles.js';
import { icons } from './icons.js';
import { base } from './theme.js';
import { whoAnswers } from './who-answers.js';

/** The conversation that a suggestion is about: customer left, desk right, private notes marked. */
export class ConversationView extends LitElement {
  static override properties = {
    conversation: { attribute: false },
    question: {},
    about: {},
    source: { attribute: false },
    elsewhere: { type: Boolean },
    automation: {},
    paused: { type: Boolean },
    loading: { type: Boolean },
    now: { type: Number },
  };
  declare conversation: Conversation | undefined;
  /** What a chatbot asked, where there is no conversation. */
  declare question: string | undefined;
  /** Id of the fact that the suggestion answers. */
  declare about: string | undefined;
  /** The message that evidence was followed to. */
  declare source: MessageSource | undefined;
  /** This is not the conversation in question: `source-left` says that they want to go back to that. */
  declare elsewhere: boolean;
  /** Who answers when a rule would let the bot; absent where that is not told. `automated` (detail) switches it. */
  declare automation: 'held' | 'released' | undefined;
  /** Nothing automatic goes out for now, anywhere. */
  declare paused: boolean;
  declare loading: boolean;
  declare now: number;
  #scrolledTo: string | undefined;

  protected override render(): TemplateResult {
    const { conversation } = this;
    if (!conversation) return html`${this.#wayBack()}${this.#without()}`;
    const found = this.#found();
    return html`${this.#wayBack()}
      <header>
        <h2 class="clip" title=${conversation.subject ?? ''}>${titleOf(conversation)}</h2>
        <p class="row wrap small muted">
          <span class="chip ${conversation.status === 'open' || conversation.status === 'new' ? 'accent' : ''}">${sentenceCase(conversation.status)}</span>
          ${this.#priority()}
          <span>${customerName(conversation)}</span>
          <span>${placeText(conversation)}</span>
          <span title=${conversation.deskId}>${deskIdText(conversation.deskId)}</span>
          ${conversation.tags.slice(0, 6).map((tag) => html`<span class="chip">${tag}</span>`)}
        </p>
        ${this.elsewhere ? nothing : whoAnswers(this.automation, this.paused, (to) => this.#automate(to))}
      </header>
      <ol class="messages" aria-label="Messages" tabindex="0">
        ${repeat(
          conversation.messages,
          (message) => message.fact,
          (message) => this.#message(message, message === found),
        )}
      </ol>
    `;
  }

  #automate(detail: 'held' | 'released'): void {
    this.dispatchEvent(new CustomEvent('automated', { detail }));
  }

  focusSource(): void {
    this.renderRoot.querySelector<HTMLElement>('[data-source]')?.focus({ preventScroll: true });
  }

  /** The message that the source names; where it names none, the one that holds the words. */
  #found(): ConversationMessage | undefined {
    const { source, conversation } = this;
    if (!source || source.conversation !== conversation?.id) return undefined;
    const { messages } = conversation;
    return (
      messages.find(({ id }) => id === source.message) ??
      messages.findLast(({ text }) => text.includes(source.quote)) ??
      messages.findLast(({ text }) => squeezed(text).includes(squeezed(source.quote)))
    );
  }

  #wayBack(): TemplateResult | typeof nothing {
    if (!this.elsewhere) return nothing;
    return html`<div class="way-back row">
      <span class="grow">${icons.document} A source of the suggestion</span>
      <button @click=${() => this.dispatchEvent(new Event('source-left'))}>
        ${icons.back} Back to the conversation in question <kbd>Esc</kbd>
      </button>
    </div>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    const { conversation } = this;
    const source = this.renderRoot.querySelector('[data-source]');
    if (source && (changed.has('source') || changed.has('conversation'))) {
      this.#scrolledTo = `${conversation?.id} ${conversation?.messages.length}`;
      source.scrollIntoView({ block: 'center' });
      return;
    }
    const state = conversation && `${conversation.id} ${conversation.messages.length}`;
    if (state === this.#scrolledTo) return;
    this.#scrolledTo = state;
    const list = this.renderRoot.querySelector('.messages');
    list?.scrollTo({ top: list.scrollHeight });
  }

  #without(): TemplateResult {
    if (this.question !== undefined) {
      return html`<header><h2>A chatbot asked</h2></header>
        <ol class="messages" aria-label="Messages">
          <li class="received"><div class="bubble">${this.question}</div></li>
        </ol>`;
    }
    return html`<p class="empty">${this.loading ? 'Loading the conversation…' : 'This conversation is not kept any more.'}</p>`;
  }

  #priority(): TemplateResult | typeof nothing {
    const priority = this.conversation?.priority;
    if (!priority || priority === 'normal') return nothing;
    const tone = priority === 'low' ? '' : priority === 'high' ? 'warn' : 'bad';
    return html`<span class="chip ${tone}">${priorityText(priority)}</span>`;
  }

  #message(message: ConversationMessage, isSource: boolean): TemplateResult {
    const isPrivate = message.visibility === 'private';
    const side = message.direction === 'received' ? 'received' : 'sent';
    const { fact, otherFacts = [] } = message;
    const answered = this.about !== undefined && [fact, ...otherFacts].includes(this.about);
    return html`<li class="${side} ${isPrivate ? 'private' : ''}" data-answered=${answered || nothing} data-source=${isSource || nothing} tabindex=${isSource ? -1 : nothing}>
      <p class="row small muted by">
        <strong class="clip">${partyName(message.author)}</strong>
        ${isPrivate ? html`<span class="chip warn">${icons.lock} Private note</span>` : nothing}
        <time datetime=${message.at} title=${fullTime(message.at)}>${clockTime(message.at, this.now)}</time>
      </p>
      <div class="bubble">${message.redacted ? html`<em class="muted">Redacted at the desk</em>` : isSource ? this.#marked(message.text) : message.text}</div>
      ${this.#below(message, answered, isSource)}
    </li>`;
  }

  #marked(text: string): TemplateResult | string {
    const quote = this.source?.quote ?? '';
    const at = text.indexOf(quote);
    if (at < 0 || quote === '') return html`<mark>${text}</mark>`;
    return html`${text.slice(0, at)}<mark>${quote}</mark>${text.slice(at + quote.length)}`;
  }

  #below(message: ConversationMessage, answered: boolean, isSource: boolean): TemplateResult | typeof nothing {
    const files = message.attachments?.length ?? 0;
    if (!message.actionId && !message.delivery && !answered && !isSource && files === 0) return nothing;
    return html`<p class="row wrap small muted below">
      ${answered ? html`<span>The message in question</span>` : nothing}
      ${isSource ? html`<span>Quoted as evidence</span>` : nothing}
      ${files > 0 ? html`<span>${files === 1 ? '1 attachment' : `${files} attachments`}</span>` : nothing}
      ${message.delivery ? html`<span>${sentenceCase(message.delivery)}</span>` : nothing}
      ${message.actionId ? html`<span class="ours">${icons.check} Sent by Deskrail</span>` : nothing}
    </p>`;
  }

  static override styles = [base, conversationViewStyles];
}

const squeezed = (text: string): string => text.replace(/\s+/g, ' ');

customElements.define('deskrail-conversation-view', ConversationView);
