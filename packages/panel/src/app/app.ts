import { createClient, type DeskrailClient, isDeskrailApiError } from '@deskrail/client';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { tabMemory } from '../desk/memory.js';
import { personName } from '../text/words.js';
import { icons } from '../view/icons.js';
import '../view/review-desk.js';
import { base, tokens } from '../view/theme.js';
import { pageClient } from './page-client.js';
import { keepSession, readSession, type StoredSession, takeCode } from './session.js';
import './sign-in.js';

/** The whole page: signs in, by the address's one-time code or by a key, and shows the reviewers' desk. */
export class DeskrailApp extends LitElement {
  static override properties = {
    url: {},
    session: { state: true },
    starting: { state: true },
    message: { state: true },
  };
  /** Where Deskrail answers. Default: where the page comes from. */
  declare url: string;
  declare session: StoredSession | undefined;
  declare starting: boolean;
  declare message: string | undefined;
  #client: DeskrailClient | undefined;

  constructor() {
    super();
    this.url = new URL('.', document.baseURI).href;
    this.starting = true;
  }

  protected override firstUpdated(): void {
    const code = takeCode(location, history);
    const kept = readSession(sessionStorage);
    if (code) void this.#exchange(code, kept);
    else this.#settle(kept);
  }

  protected override render(): TemplateResult {
    if (this.starting) return html`<p class="empty" role="status">Signing in…</p>`;
    if (!this.session || !this.#client) {
      return html`<deskrail-sign-in
        .url=${this.url}
        .message=${this.message}
        .onPage=${true}
        @signed-in=${(event: CustomEvent<StoredSession>) => this.#settle(event.detail)}
      ></deskrail-sign-in>`;
    }
    return html`
      <header class="row">
        <span class="mark">${icons.mark}</span>
        <h1 class="grow">Deskrail</h1>
        <span class="muted small clip">${personName(this.session.actor)}</span>
        <button class="quiet" @click=${() => this.#signOut()}>${icons.out} Sign out</button>
      </header>
      <deskrail-review-desk
        .client=${this.#client}
        .keysOnPage=${true}
        @refused=${() => this.#settle(undefined, 'Your session has ended. Sign in again.')}
      ></deskrail-review-desk>
    `;
  }

  async #exchange(code: string, kept: StoredSession | undefined): Promise<void> {
    try {
      const { key, actor } = await createClient({ url: this.url }).signIn(code);
      this.#settle({ key, actor });
    } catch (error) {
      const answered = isDeskrailApiError(error) && error.status !== undefined;
      this.#settle(
        kept,
        answered
          ? 'This address has signed in before, or is over ten minutes old.'
          : 'Deskrail did not answer. Check that it runs, then open its address again.',
      );
    }
  }

  /** Whoever signs in next in this tab finds nothing of theirs; a session that ended by itself keeps it for them. */
  #signOut(): void {
    const client = this.#client;
    this.#settle(undefined);
    tabMemory(() => sessionStorage).keep(undefined);
    // Once the desk is closed, as it gives back its claims by the same key. Of an API key nothing ends.
    void this.updateComplete.then(() => client?.signOut()).catch(() => {});
  }

  #settle(session: StoredSession | undefined, message?: string): void {
    keepSession(sessionStorage, session);
    this.#client = session && pageClient({ url: this.url, key: session.key });
    this.session = session;
    this.message = message;
    this.starting = false;
  }

  static override styles = [
    tokens,
    base,
    css`
      :host {
        display: flex;
        flex-direction: column;
        height: 100dvh;
      }
      header {
        padding: 0.35rem 0.6rem 0.35rem 0.9rem;
        border-bottom: 1px solid var(--line);
        background: var(--subtle);
      }
      h1 {
        font-size: 0.9375rem;
      }
      .mark {
        color: var(--accent);
      }
      deskrail-review-desk,
      deskrail-sign-in {
        flex: 1;
        min-height: 0;
      }
    `,
  ];
}

customElements.define('deskrail-app', DeskrailApp);
