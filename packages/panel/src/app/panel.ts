import type { DeskrailClient } from '@deskrail/client';
import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import '../view/review-desk.js';
import { base, tokens } from '../view/theme.js';
import type { StoredSession } from './session.js';
import './sign-in.js';
import { pageClient } from './page-client.js';

/**
 * The reviewers' desk for a sidebar, down to 360 px wide. It keeps no key: without one it asks for it. Fires
 * `deskrail-refused` when the server does not take the key any more, so that its host can fetch another.
 */
export class DeskrailPanel extends LitElement {
  static override properties = { url: {}, key: {}, conversation: {} };
  /** Where Deskrail answers, such as `https://deskrail.example.com`; it must name this page's origin (CORS). */
  declare url: string | undefined;
  /** An API key or a session's key, with the role `reviewer`. */
  declare key: string | undefined;
  /** Such as `conversation:zendesk:5158`: show this one alone. */
  declare conversation: string | undefined;
  #client: DeskrailClient | undefined;
  #problem: string | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('url') && !changed.has('key')) return;
    this.#client = undefined;
    this.#problem = undefined;
    if (!this.url) this.#problem = 'Give <deskrail-panel> a url: where Deskrail answers.';
    else if (this.key) this.#connect(this.url, this.key);
  }

  protected override render(): TemplateResult {
    if (this.#problem) return html`<p class="empty" role="alert">${this.#problem}</p>`;
    if (!this.#client) {
      return html`<deskrail-sign-in
        .url=${this.url ?? ''}
        @signed-in=${(event: CustomEvent<StoredSession>) => {
          this.key = event.detail.key;
        }}
      ></deskrail-sign-in>`;
    }
    return html`<deskrail-review-desk
      .client=${this.#client}
      .conversation=${this.conversation}
      @refused=${this.#onRefused}
    ></deskrail-review-desk>`;
  }

  #connect(url: string, key: string): void {
    try {
      this.#client = pageClient({ url, key });
    } catch {
      this.#problem = 'The url of <deskrail-panel> is no address, such as https://deskrail.example.com.';
    }
  }

  #onRefused(): void {
    this.key = undefined;
    this.dispatchEvent(new Event('deskrail-refused', { bubbles: true, composed: true }));
  }

  static override styles = [
    tokens,
    base,
    css`
      :host {
        height: 100%;
        min-height: 20rem;
      }
    `,
  ];
}

customElements.define('deskrail-panel', DeskrailPanel);
