import { css, html, type TemplateResult } from 'lit';
import { DialogFrame, frameStyles } from './dialog-frame.js';

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
  ['S', 'Show the new one, where the suggestion changed'],
  ['1–9', 'To the evidence of that number'],
  ['Ctrl Enter', 'Send what you wrote'],
  ['Esc', 'Cancel, or back to the queue'],
  ['?', 'This help'],
];

/** The shortcuts, and a switch for those who speak to their computer: `keys-switched` (detail: on) says that it moved. */
export class HelpDialog extends DialogFrame {
  static override properties = { keysOn: { type: Boolean } };
  declare keysOn: boolean;

  protected override render(): TemplateResult {
    const content = html`<dl>
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
      </label>`;
    return this.frame({ heading: 'Keyboard shortcuts', content });
  }

  #onSwitch(event: Event): void {
    this.dispatchEvent(new CustomEvent('keys-switched', { detail: (event.target as HTMLInputElement).checked }));
  }

  static override styles = [
    frameStyles,
    css`
      :host {
        --width: 24rem;
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
