import type { SubmitVerdict } from '@deskrail/contracts';
import { css, html, nothing, type TemplateResult } from 'lit';
import type { Desk } from '../desk/desk.js';
import { hindrancesOf, peopleNeeded } from '../desk/may.js';
import type { Mode, Review } from '../desk/state.js';
import { problemWith } from '../desk/validity.js';
import { rejectWords } from '../text/words.js';
import { formFieldStyles } from './form-field.js';
import { escalate, handOnFields, type Known, passOn } from './hand-on-form.js';
import { proposalForm } from './proposal-form.js';
import { unsupportedIn, unsupportedStyles, unsupportedView } from './unsupported-view.js';

type RejectCode = NonNullable<SubmitVerdict['reason']>['code'];

export interface VerdictFormOptions {
  readonly review: Review;
  readonly desk: Desk;
  readonly rejectCode: RejectCode | undefined;
  readonly onRejectCode: (code: RejectCode) => void;
  /** Queues and people that the page has heard of. */
  readonly known: Known;
}

const labels: Readonly<Record<Exclude<Mode, 'read' | 'reject' | 'escalate' | 'pass'>, string>> = {
  edit: 'Your version of the reply',
  respond: 'Your own reply, in place of the suggestion',
  comment: 'A comment for other reviewers; it decides nothing',
};

const buttons: Readonly<Record<Exclude<Mode, 'read'>, string>> = {
  edit: 'Approve my version',
  respond: 'Approve my reply',
  comment: 'Add comment',
  reject: 'Reject',
  escalate: 'Escalate',
  pass: 'Pass on',
};

/** The field or the choice that a verdict other than a plain approval needs. */
export function verdictForm(options: VerdictFormOptions): TemplateResult | typeof nothing {
  const { mode } = options.review;
  if (mode === 'read') return nothing;
  const fields = fieldsOf(options, mode);
  return html`<form
    class="verdict-form"
    data-mode=${mode}
    @submit=${(event: Event) => {
      event.preventDefault();
      submit(options);
    }}
    @keydown=${(event: KeyboardEvent) => {
      if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) submit(options);
    }}
  >
    ${fields} ${foot(options, mode)}
  </form>`;
}

function fieldsOf(options: VerdictFormOptions, mode: Exclude<Mode, 'read'>): TemplateResult {
  const { review, desk } = options;
  const { proposal } = review.shown;
  if (mode === 'reject') return rejectFields(options);
  if (mode === 'escalate' || mode === 'pass') return handOnFields({ ...options, mode });
  if (mode !== 'edit' || !proposal || proposal.kind === 'reply')
    return html`${textField(options, labels[mode])} ${unsupportedView(unsupportedIn(review))}`;
  const edited = review.proposal?.kind === proposal.kind ? (review.proposal as typeof proposal) : proposal;
  return proposalForm({
    proposal: edited,
    before: proposal,
    problems: refusedFields(review),
    onChange: (changed) => desk.change({ proposal: changed }),
  });
}

const refusedFields = ({ notice }: Review) => (notice?.kind === 'refused' ? (notice.fields ?? []) : []);

function foot({ review, desk, rejectCode }: VerdictFormOptions, mode: Exclude<Mode, 'read'>): TemplateResult {
  const problem =
    hindranceOf(mode, review, desk) ?? (mode === 'reject' ? rejectProblem(review, rejectCode) : problemWith(review));
  const busy = review.sending !== undefined;
  return html`<p class="row small muted" id="validity" aria-live="polite">
      <span class="grow">${problem ?? readyText(unsupportedIn(review).length)}</span>
      ${mode === 'reject' || mode === 'pass' ? nothing : html`<span>${review.text.length > 0 ? `${review.text.length} characters` : nothing}</span>`}
    </p>
    <div class="row wrap ends">
      <button class="primary" type="submit" ?disabled=${busy || problem !== undefined}>
        ${busy ? 'Sending…' : buttonText(mode, review)} <kbd>Ctrl ↵</kbd>
      </button>
      <button class="quiet" type="button" ?disabled=${busy} @click=${() => desk.setMode('read')}>Cancel <kbd>Esc</kbd></button>
    </div>`;
}

const readyText = (unsupported: number): string =>
  unsupported === 0
    ? 'Ready to send.'
    : `Ready to send; ${unsupported === 1 ? '1 sentence has' : `${unsupported} sentences have`} no evidence.`;

/** Where several must agree, their own words are the first word on it. */
function buttonText(mode: Exclude<Mode, 'read'>, { shown, askedName }: Review): string {
  if (mode === 'pass' && askedName !== undefined) return 'Pass on all the same';
  const decides = peopleNeeded(shown) === 1;
  if (decides || (mode !== 'edit' && mode !== 'respond')) return buttons[mode];
  return mode === 'edit' ? 'Put my version forward' : 'Put my reply forward';
}

/** What came up since they began to write. */
function hindranceOf(mode: Exclude<Mode, 'read'>, { shown }: Review, { state }: Desk): string | undefined {
  if (shown.status !== 'open') return undefined;
  const { decide, letGo, escalate: cannotEscalate, pass, comment } = hindrancesOf(shown, state);
  if (mode === 'comment') return comment;
  if (mode === 'escalate') return cannotEscalate;
  if (mode === 'pass') return pass;
  return decide ?? (mode === 'reject' ? undefined : letGo);
}

const rejectProblem = ({ notice }: Review, code: RejectCode | undefined): string | undefined => {
  if (notice?.kind === 'stale') return 'The suggestion changed: look at the new one first.';
  return code ? undefined : 'Choose a reason.';
};

function textField({ review, desk }: VerdictFormOptions, label: string): TemplateResult {
  return html`<label class="field">
    ${label}
    <textarea
      data-autofocus
      rows=${review.mode === 'comment' ? 3 : 7}
      .value=${review.text}
      aria-describedby="validity"
      aria-invalid=${review.text !== '' && problemWith({ ...review, notice: undefined, mode: review.mode === 'edit' ? 'respond' : review.mode }) !== undefined}
      ?readonly=${review.sending !== undefined}
      @input=${(event: InputEvent) => desk.change({ text: (event.target as HTMLTextAreaElement).value })}
    ></textarea>
  </label>`;
}

const rejectFields = ({ review, desk, rejectCode, onRejectCode }: VerdictFormOptions): TemplateResult => html`<fieldset>
    <legend>Why is it rejected?</legend>
    <div class="reasons">
      ${rejectWords.map(
        ([code, words], index) => html`<label class="reason">
          <input
            type="radio"
            name="reason"
            value=${code}
            ?data-autofocus=${index === 0}
            .checked=${rejectCode === code}
            @change=${() => onRejectCode(code)}
          />
          ${words}
        </label>`,
      )}
    </div>
  </fieldset>
  <label class="field">
    <span>More about it <span class="muted">(optional)</span></span>
    <textarea
      rows="2"
      maxlength="8192"
      .value=${review.text}
      @input=${(event: InputEvent) => desk.change({ text: (event.target as HTMLTextAreaElement).value })}
    ></textarea>
  </label>`;

function submit({ review, desk, rejectCode, known }: VerdictFormOptions): void {
  const { mode, text } = review;
  if (mode === 'read' || hindranceOf(mode, review, desk)) return;
  if (mode === 'reject') {
    const words = text.trim();
    if (rejectCode && !rejectProblem(review, rejectCode))
      desk.give({ kind: 'reject', reason: { code: rejectCode, ...(words ? { text: words } : {}) } });
    return;
  }
  if (problemWith(review) !== undefined) return;
  if (mode === 'escalate') escalate(review, desk);
  else if (mode === 'pass') passOn(review, desk, known);
  else if (mode === 'comment') desk.give({ kind: 'comment', comment: text });
  else if (mode === 'respond') desk.give({ kind: 'respond', text });
  else if (review.shown.proposal?.kind === 'reply') desk.give({ kind: 'edit', text });
  else if (review.proposal) desk.give({ kind: 'edit', proposal: review.proposal });
}

export const verdictFormStyles = css`
  .pair {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr));
    gap: 0.6rem;
    align-items: start;
  }
  .verdict-form {
    display: grid;
    gap: 0.6rem;
  }
  /* However long the form is, the way out of it is seen. */
  .ends {
    position: sticky;
    bottom: -0.7rem;
    margin-bottom: -0.7rem;
    padding-bottom: 0.7rem;
    background: var(--page);
  }
  ${formFieldStyles}
  ${unsupportedStyles}
  .reasons {
    display: flex;
    flex-wrap: wrap;
    gap: 0.4rem;
    margin-top: 0.4rem;
  }
  .reason {
    display: inline-flex;
    align-items: center;
    gap: 0.4rem;
    min-height: 2rem;
    padding: 0.2rem 0.65rem;
    border: 1px solid var(--line);
    border-radius: 7px;
    font-weight: 400;
    cursor: pointer;
  }
  .reason:hover {
    background: var(--hover);
  }
  .reason:has(:checked) {
    border-color: var(--accent);
    background: var(--accent-soft);
  }
  input[type='radio'] {
    margin: 0;
    accent-color: var(--accent);
  }
  @container review-desk (width < 480px) {
    .reasons {
      gap: 0.3rem;
    }
    .reason {
      padding: 0.1rem 0.5rem;
    }
    .verdict-form[data-mode='reject'] textarea {
      min-height: 3.4rem;
    }
  }
`;
