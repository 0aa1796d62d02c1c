import { css, html, LitElement, type TemplateResult } from 'lit';
import { icons } from './icons.js';
import { base } from './theme.js';

const keys: readonly (readonly [string, string])[] = [
  ['J', 'Next in the queue'],
  ['K', 'Previous in the queue'],
  ['Enter', 'Open'],
  ['A', 'Approve'],
  ['E', 'Edit, then approve'],
  ['R', 'Reject, with a reason'],
  ['W', 'Write your own reply'],
  ['C', 'Comment'],
  ['X', 'Escalate to another queue'],
  ['P', 'Pass on to somebody'],
  ['N', 'Take the next that you should decide'],
  ['1–9', 'To the evidence of that number'],
  ['Ctrl Enter', 'Send what you wrote'],
  ['Esc', 'Cancel, or back to the queue'],
  ['?', 'This help'],
];

/** The keys, and a switch for those who speak to their computer: `keys-switched` (detail: on) says that it moved. */
export class HelpDialog extends LitElement {
  static override properties = { keysOn: { type: Boolean } };
  declare keysOn: boolean;

  show(): void {
    this.renderRoot.querySelector('dialog')?.showModal();
  }

  protected override render(): TemplateResult {
    return html`<dialog aria-labelledby="title" @click=${this.#onClick}>
      <div class="inside">
        <div class="row">
          <h2 id="title" class="grow">Keys</h2>
          <button class="quiet" aria-label="Close" @click=${this.#close}>${icons.cross}</button>
        </div>
        <dl>
          ${keys.map(
            ([key, what]) => html`<div class="row">
              <dt>${key.split(' ').map((part) => html`<kbd>${part}</kbd> `)}</dt>
              <dd>${what}</dd>
            </div>`,
          )}
        </dl>
        <label class="row">
          <input type="checkbox" .checked=${this.keysOn} @change=${this.#onSwitch} />
          Single keys are shortcuts
        </label>
      </div>
    </dialog>`;
  }

  #close(): void {
    this.renderRoot.querySelector('dialog')?.close();
  }

  #onClick(event: Event): void {
    if (event.target instanceof HTMLDialogElement) this.#close();
  }

  #onSwitch(event: Event): void {
    this.dispatchEvent(new CustomEvent('keys-switched', { detail: (event.target as HTMLInputElement).checked }));
  }

  static override styles = [
    base,
    css`
      dialog {
        width: min(24rem, calc(100% - 2rem));
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
        gap: 0.9rem;
        padding: 1rem 1.1rem;
      }
      h2 {
        font-size: 1rem;
      }
      dl {
        display: grid;
        gap: 0.4rem;
      }
      dt {
        flex: none;
        width: 6.5rem;
        color: var(--muted);
      }
      label {
        padding-top: 0.7rem;
        border-top: 1px solid var(--line);
        font-weight: 400;
      }
      input {
        accent-color: var(--accent);
      }
    `,
  ];
}

customElements.define('deskrail-help-dialog', HelpDialog);
