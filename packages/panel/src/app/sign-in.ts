import { createClient, isDeskrailApiError } from '@deskrail/client';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { icons } from '../view/icons.js';
import { base } from '../view/theme.js';
import type { StoredSession } from './session.js';

const way = html`
  <p>Open an address of your own: it signs in once, within ten minutes. Where Deskrail runs, this prints a new one:</p>
  <code>npx deskrail sign-in --as &lt;name&gt;</code>
`;

/** Says how to get an address that signs in, and takes an API key; `signed-in` (detail: StoredSession) once the server knows it. */
export class SignIn extends LitElement {
  static override properties = { url: {}, message: {}, onPage: {}, busy: { state: true }, problem: { state: true } };
  declare url: string;
  /** Why the reviewer has to sign in, where there is a reason. */
  declare message: string | undefined;
  /** The page's own: an address signs in here. Else an API key is all that does. */
  declare onPage: boolean | undefined;
  declare busy: boolean;
  declare problem: string | undefined;

  protected override render(): TemplateResult {
    const problem = this.problem ?? this.message;
    return html`<form @submit=${this.#onSubmit}>
      <h1 class="row"><span class="mark">${icons.mark}</span> Deskrail</h1>
      <p class="muted">Review what is suggested before it reaches a customer.</p>
      ${problem ? html`<p class="problem" role="alert">${problem}</p>` : nothing}
      ${this.onPage ? way : nothing}
      <label for="key">${this.onPage ? 'Or with an API key' : 'API key'}</label>
      <input
        id="key"
        name="key"
        type="password"
        autocomplete="current-password"
        required
        autofocus
        aria-describedby="hint"
      />
      <p id="hint" class="small muted">With the role “reviewer”.</p>
      <button class="primary" ?disabled=${this.busy}>${this.busy ? 'Signing in…' : 'Sign in'}</button>
    </form>`;
  }

  #onSubmit(event: SubmitEvent): void {
    event.preventDefault();
    const key = String(new FormData(event.target as HTMLFormElement).get('key') ?? '').trim();
    if (key !== '' && !this.busy) void this.#signIn(key);
  }

  async #signIn(key: string): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    try {
      const { actor } = await createClient({ url: this.url, key, retries: 0 }).session();
      const detail: StoredSession = { key, actor };
      this.dispatchEvent(new CustomEvent('signed-in', { detail }));
    } catch (error) {
      this.problem = isDeskrailApiError(error, 'unauthenticated')
        ? 'Deskrail does not know this key. Check that it is whole.'
        : 'Deskrail did not answer. Check that it runs, then try again.';
    } finally {
      this.busy = false;
    }
  }

  static override styles = [
    base,
    css`
      :host {
        display: grid;
        place-items: center;
        height: 100%;
        padding: 1rem;
        background: var(--subtle);
      }
      form {
        display: grid;
        gap: 0.6rem;
        width: min(23rem, 100%);
        padding: 1.6rem 1.5rem;
        border: 1px solid var(--line);
        border-radius: 14px;
        background: var(--raised);
        box-shadow: var(--shadow);
      }
      h1 {
        font-size: 1.15rem;
      }
      .mark {
        color: var(--accent);
      }
      label {
        margin-top: 0.4rem;
      }
      .problem {
        padding: 0.5rem 0.7rem;
        border: 1px solid var(--bad-line);
        border-radius: 8px;
        background: var(--bad-soft);
      }
      code {
        padding: 0.5rem 0.7rem;
        border: 1px solid var(--line);
        border-radius: 8px;
        background: var(--subtle);
        overflow-wrap: anywhere;
        user-select: all;
      }
      button {
        margin-top: 0.4rem;
      }
    `,
  ];
}

customElements.define('deskrail-sign-in', SignIn);
