import { css, html, nothing, type TemplateResult } from 'lit';
import { DialogFrame, frameStyles } from './dialog-frame.js';

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
export class AskDialog extends DialogFrame {
  static override properties = { question: { state: true } };
  declare question: Question | undefined;
  #settle: (answer: string | undefined) => void = () => {};

  async ask(question: Question): Promise<string | undefined> {
    this.#settle(undefined);
    this.question = question;
    await this.updateComplete;
    this.renderRoot.querySelector('form')?.reset();
    this.show();
    return new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  protected override closed(): void {
    this.#settle(undefined);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { question } = this;
    if (!question) return nothing;
    const content = html`<form method="dialog" @submit=${this.#onSubmit}>
      <p id="body">${question.body}</p>
      ${
        question.field === undefined
          ? nothing
          : html`<label>${question.field}<input type="text" name="text" maxlength="512" autocomplete="off" /></label>`
      }
      <p class="row wrap">
        <button class="primary" type="submit">${question.yes}</button>
        <button class="quiet" type="button" @click=${() => this.close()}>Cancel</button>
      </p>
    </form>`;
    return this.frame({ heading: question.title, content, asks: true });
  }

  #onSubmit(event: SubmitEvent): void {
    event.preventDefault();
    const text = String(new FormData(event.target as HTMLFormElement).get('text') ?? '').trim();
    this.#settle(text);
    this.close();
  }

  static override styles = [
    frameStyles,
    css`
      :host {
        --width: 26rem;
      }
      .inside,
      form {
        display: grid;
        gap: 0.6rem;
      }
      label {
        display: grid;
        gap: 0.3rem;
      }
    `,
  ];
}

customElements.define('deskrail-ask-dialog', AskDialog);
