import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { icons } from './icons.js';
import { base } from './theme.js';

interface FrameOptions {
  readonly heading: string;
  readonly content: TemplateResult;
  /** It waits for an answer to its `#body`, by its own buttons: a click beside it loses nothing that was written. */
  readonly asks?: boolean;
}

/** What every dialog of the page is: a heading, a way out, and nothing else to be pressed behind it. `--width` is its own. */
export abstract class DialogFrame extends LitElement {
  get isOpen(): boolean {
    return this.#dialog?.open ?? false;
  }

  show(): void {
    this.#dialog?.showModal();
  }

  close(): void {
    this.#dialog?.close();
  }

  /** By whichever way out. */
  protected closed(): void {}

  protected frame({ heading, content, asks = false }: FrameOptions): TemplateResult {
    return html`<dialog
      aria-labelledby="heading"
      aria-describedby=${asks ? 'body' : nothing}
      @close=${() => this.closed()}
      @click=${(event: Event) => {
        if (!asks && event.target === this.#dialog) this.close();
      }}
    >
      <div class="inside">
        <div class="row">
          <h2 id="heading" class="grow">${heading}</h2>
          ${asks ? nothing : html`<button class="quiet" aria-label="Close" @click=${() => this.close()}>${icons.cross}</button>`}
        </div>
        ${content}
      </div>
    </dialog>`;
  }

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector('dialog');
  }
}

export const frameStyles = [
  base,
  css`
    dialog {
      width: min(var(--width), calc(100% - 1.5rem));
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
  `,
];
