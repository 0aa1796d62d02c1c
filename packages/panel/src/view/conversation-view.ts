import type { Conversation, ConversationMessage } from '@deskrail/contracts';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { deskIdText, placeText, titleOf } from '../text/desk-words.js';
import { clockTime, fullTime } from '../text/time.js';
import { customerName, partyName, sentenceCase } from '../text/words.js';
import { icons } from './icons.js';
import { base } from './theme.js';

/** The conversation that a suggestion is about: customer left, desk right, private notes marked. */
export class ConversationView extends LitElement {
  static override properties = {
    conversation: { attribute: false },
    question: {},
    about: {},
    loading: { type: Boolean },
    now: { type: Number },
  };
  declare conversation: Conversation | undefined;
  /** What a chatbot asked, where there is no conversation. */
  declare question: string | undefined;
  /** Id of the fact that the suggestion answers. */
  declare about: string | undefined;
  declare loading: boolean;
  declare now: number;
  #scrolledTo: string | undefined;

  protected override render(): TemplateResult {
    const { conversation } = this;
    if (!conversation) return this.#without();
    return html`
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
      </header>
      <ol class="messages" aria-label="Messages" tabindex="0">
        ${repeat(
          conversation.messages,
          (message) => message.fact,
          (message) => this.#message(message),
        )}
      </ol>
    `;
  }

  protected override updated(): void {
    const { conversation } = this;
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
    return html`<span class="chip ${tone}">${sentenceCase(priority)}</span>`;
  }

  #message(message: ConversationMessage): TemplateResult {
    const isPrivate = message.visibility === 'private';
    const side = message.direction === 'received' ? 'received' : 'sent';
    const { fact, otherFacts = [] } = message;
    const answered = this.about !== undefined && [fact, ...otherFacts].includes(this.about);
    return html`<li class="${side} ${isPrivate ? 'private' : ''}" data-answered=${answered || nothing}>
      <p class="row small muted by">
        <strong class="clip">${partyName(message.author)}</strong>
        ${isPrivate ? html`<span class="chip warn">${icons.lock} Private note</span>` : nothing}
        <time datetime=${message.at} title=${fullTime(message.at)}>${clockTime(message.at, this.now)}</time>
      </p>
      <div class="bubble">${message.redacted ? html`<em class="muted">Redacted at the desk</em>` : message.text}</div>
      ${this.#below(message, answered)}
    </li>`;
  }

  #below(message: ConversationMessage, answered: boolean): TemplateResult | typeof nothing {
    const files = message.attachments?.length ?? 0;
    if (!message.actionId && !message.delivery && !answered && files === 0) return nothing;
    return html`<p class="row wrap small muted below">
      ${answered ? html`<span>The message in question</span>` : nothing}
      ${files > 0 ? html`<span>${files === 1 ? '1 attachment' : `${files} attachments`}</span>` : nothing}
      ${message.delivery ? html`<span>${sentenceCase(message.delivery)}</span>` : nothing}
      ${message.actionId ? html`<span class="ours">${icons.check} Sent by Deskrail</span>` : nothing}
    </p>`;
  }

  static override styles = [
    base,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-height: 0;
      }
      header {
        display: grid;
        gap: 0.25rem;
        padding: 0.8rem 1.1rem 0.7rem;
        border-bottom: 1px solid var(--line);
      }
      h2 {
        font-size: 1rem;
      }
      .messages {
        flex: 1;
        min-height: 0;
        overflow-y: auto;
        padding: 1rem 1.1rem 1.25rem;
        display: flex;
        flex-direction: column;
        gap: 0.9rem;
      }
      li {
        max-width: min(88%, 40rem);
        align-self: flex-start;
      }
      .sent {
        align-self: flex-end;
      }
      .by {
        margin-bottom: 0.2rem;
      }
      .by strong {
        color: var(--text);
        font-weight: 500;
      }
      .sent .by,
      .sent .below {
        justify-content: flex-end;
      }
      .bubble {
        padding: 0.55rem 0.8rem;
        border: 1px solid var(--line);
        border-radius: 4px 12px 12px;
        background: var(--subtle);
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      .sent .bubble {
        border-color: var(--accent-line);
        border-radius: 12px 4px 12px 12px;
        background: var(--accent-soft);
      }
      .private .bubble {
        border: 1px dashed var(--warn-line);
        background: var(--warn-soft);
      }
      [data-answered] .bubble {
        border-color: var(--line-strong);
      }
      .below {
        margin-top: 0.2rem;
      }
      .chip svg,
      .ours svg {
        width: 13px;
        height: 13px;
      }
      .ours {
        display: inline-flex;
        align-items: center;
        gap: 0.25rem;
        color: var(--good);
        font-weight: 500;
      }
    `,
  ];
}

customElements.define('deskrail-conversation-view', ConversationView);
