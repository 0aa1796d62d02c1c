import { type DeskrailClient, isDeskrailApiError } from '@deskrail/client';
import type { AnalyticsView } from '@deskrail/contracts';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { type NumberLine, numberGroups } from '../text/number-words.js';
import { clockTime } from '../text/time.js';
import { icons } from './icons.js';
import { base } from './theme.js';

/** The last 30 days in numbers, each with what it counts. */
export class NumbersDialog extends LitElement {
  static override properties = { client: { attribute: false }, view: { state: true }, failure: { state: true } };
  declare client: DeskrailClient;
  declare view: AnalyticsView | undefined;
  declare failure: string | undefined;
  #asking = new AbortController();

  show(): void {
    this.renderRoot.querySelector('dialog')?.showModal();
    void this.#ask();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#asking.abort();
  }

  async #ask(): Promise<void> {
    this.#asking.abort();
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    this.failure = undefined;
    try {
      this.view = await this.client.analytics({ since: '30d' }, { signal, timeoutMs: 60_000 });
    } catch (error) {
      if (signal.aborted) return;
      this.failure = isDeskrailApiError(error, 'timeout')
        ? 'Counting takes long. Ask again: it goes on where it came to.'
        : 'Deskrail tells no numbers right now.';
    }
  }

  protected override render(): TemplateResult {
    return html`<dialog aria-labelledby="title" @close=${() => this.#asking.abort()} @click=${this.#onClick}>
      <div class="inside">
        <div class="row">
          <h2 id="title" class="grow">The last 30 days</h2>
          <button class="quiet" aria-label="Close" @click=${this.#close}>${icons.cross}</button>
        </div>
        ${this.failure ? html`<p role="alert">${this.failure} <button @click=${this.#ask}>Ask again</button></p>` : nothing}
        ${this.view ? table(this.view) : this.failure ? nothing : html`<p class="muted" role="status">Counting…</p>`}
      </div>
    </dialog>`;
  }

  #close(): void {
    this.renderRoot.querySelector('dialog')?.close();
  }

  #onClick(event: Event): void {
    if (event.target instanceof HTMLDialogElement) this.#close();
  }

  static override styles = [
    base,
    css`
      dialog {
        width: min(46rem, calc(100% - 1.5rem));
        max-height: calc(100% - 1.5rem);
        padding: 0;
        border: 1px solid var(--line);
        border-radius: 12px;
        background: var(--raised);
        color: var(--text);
        box-shadow: var(--shadow);
      }
      dialog::backdrop {
        background: #0b0d1466;
      }
      .inside {
        display: grid;
        gap: 0.8rem;
        padding: 1rem 1.1rem;
      }
      h2 {
        font-size: 1rem;
      }
      table {
        width: 100%;
        border-collapse: collapse;
      }
      caption {
        padding-top: 0.6rem;
        font-weight: 600;
        text-align: start;
      }
      th,
      td {
        padding: 0.3rem 0.4rem 0.3rem 0;
        border-bottom: 1px solid var(--line);
        font-weight: 400;
        text-align: start;
        vertical-align: top;
      }
      td {
        font-variant-numeric: tabular-nums;
        white-space: nowrap;
        text-align: end;
      }
      th small {
        display: block;
        color: var(--muted);
        font-size: 0.75rem;
      }
    `,
  ];
}

const table = (view: AnalyticsView): TemplateResult => html`${numberGroups(view).map(
  ({ title, lines }) => html`<table>
      <caption>${title}</caption>
      <tbody>
        ${lines.map(row)}
      </tbody>
    </table>`,
)}
  <p class="small muted">As counted at ${clockTime(view.countedAt, Date.now())}, from what the streams still hold.</p>`;

const row = ({ name, value, definition }: NumberLine): TemplateResult => html`<tr>
  <th scope="row">${name}<small>${definition}</small></th>
  <td>${value}</td>
</tr>`;

customElements.define('deskrail-numbers-dialog', NumbersDialog);
