import { type DeskrailClient, isDeskrailApiError } from '@deskrail/client';
import type { AnalyticsView } from '@deskrail/contracts';
import { css, html, nothing, type TemplateResult } from 'lit';
import { type NumberLine, numberGroups } from '../text/number-words.js';
import { clockTime } from '../text/time.js';
import { DialogFrame, frameStyles } from './dialog-frame.js';

/** The last 30 days in numbers, each with what it counts. */
export class NumbersDialog extends DialogFrame {
  static override properties = { client: { attribute: false }, view: { state: true }, failure: { state: true } };
  declare client: DeskrailClient;
  declare view: AnalyticsView | undefined;
  declare failure: string | undefined;
  #asking = new AbortController();

  override show(): void {
    super.show();
    void this.#ask();
  }

  protected override closed(): void {
    this.#asking.abort();
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
    const content = html`
      ${this.failure ? html`<p role="alert">${this.failure} <button @click=${this.#ask}>Ask again</button></p>` : nothing}
      ${this.view ? table(this.view) : this.failure ? nothing : html`<p class="muted" role="status">Counting…</p>`}
    `;
    return this.frame({ heading: 'The last 30 days', content });
  }

  static override styles = [
    frameStyles,
    css`
      :host {
        --width: 46rem;
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
  ({ title, lines, note }) => html`<table>
      <caption>${title}</caption>
      <tbody>
        ${lines.map(row)}
      </tbody>
    </table>
    ${note ? html`<p class="small muted">${note}</p>` : nothing}`,
)}
  <p class="small muted">As counted at ${clockTime(view.countedAt, Date.now())}, from what the streams still hold.</p>`;

const row = ({ name, value, definition }: NumberLine): TemplateResult => html`<tr>
  <th scope="row">${name}<small>${definition}</small></th>
  <td>${value}</td>
</tr>`;

customElements.define('deskrail-numbers-dialog', NumbersDialog);
