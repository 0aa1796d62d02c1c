import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { base } from './theme.js';

/** Something to be asked once more before it is done. */
export interface Question {
  readonly title: string;
  readonly body: string;
  /** What the button says that does it. */
  readonly yes: string;
  /** The label of a text that may be given with it. */
  readonly field?: string | undefined;
}

/** Asks and tells the answer: the text, or `undefined` for no. */
export class AskDialog extends LitElement {
  static override properties = { question: { state: true } };
  declare question: Question | undefined;
  #settle: (answer: string | undefined) => void = () => {};

  async ask(question: Question): Promise<string | undefined> {
    this.#settle(undefined);
    this.question = question;
    await this.updateComplete;
    const dialog = this.renderRoot.querySelector('dialog');
    dialog?.querySelector('form')?.reset();
    dialog?.showModal();
    return new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  protected override render(): TemplateResult | typeof nothing {
    const { question } = this;
    if (!question) return nothing;
    return html`<dialog aria-labelledby="title" aria-describedby="body" @close=${() => this.#settle(undefined)}>
      <form method="dialog" @submit=${this.#onSubmit}>
        <h2 id="title">${question.title}</h2>
        <p id="body">${question.body}</p>
        ${
          question.field === undefined
            ? nothing
            : html`<label>${question.field}<input type="text" name="text" maxlength="512" autocomplete="off" /></label>`
        }
        <p class="row wrap">
          <button class="primary" type="submit">${question.yes}</button>
          <button class="quiet" type="button" @click=${() => this.renderRoot.querySelector('dialog')?.close()}>Cancel</button>
        </p>
      </form>
    </dialog>`;
  }

  #onSubmit(event: SubmitEvent): void {
    event.preventDefault();
    const text = String(new FormData(event.target as HTMLFormElement).get('text') ?? '').trim();
    this.#settle(text);
    this.renderRoot.querySelector('dialog')?.close();
  }

  static override styles = [
    base,
    css`
      dialog {
        width: min(26rem, calc(100% - 2rem));
        padding: 1.1rem;
        border: 1px solid var(--line);
        border-radius: 12px;
        background: var(--raised);
        color: var(--text);
        box-shadow: var(--shadow);
      }
      dialog::backdrop {
        background: #0b0d1466;
      }
      form,
      label {
        display: grid;
        gap: 0.6rem;
      }
      label {
        gap: 0.3rem;
      }
      h2 {
        font-size: 1rem;
      }
    `,
  ];
}

customElements.define('deskrail-ask-dialog', AskDialog);
