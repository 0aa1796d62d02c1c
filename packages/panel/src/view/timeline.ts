import type { ActionView } from '@deskrail/contracts';
import { css, html, nothing, type TemplateResult } from 'lit';
import type { ActionStep } from '../desk/verdicts.js';
import { clockTime, fullTime } from '../text/time.js';
import { actionText, codeText } from '../text/words.js';
import { icons } from './icons.js';

interface TimelineOptions {
  readonly actions: readonly ActionView[];
  /** The action whose end is being told. */
  readonly resolving: string | undefined;
  readonly now: number;
  readonly onStep: (actionId: string, step: ActionStep) => void;
  /** Taking back is for who approved it, or a senior. */
  readonly mayTakeBack: boolean;
}

interface Step {
  readonly state: 'done' | 'doing' | 'ahead' | 'bad' | 'warn';
  readonly text: string;
  readonly time?: string;
}

/** What was approved on its way to the desk, an action at a time, with the reviewer's choices where one is uncertain. */
export const timeline = (options: TimelineOptions): TemplateResult => html`<ol class="actions">
  ${options.actions.map(
    (action) => html`<li>
      <h3>${action.undoes ? 'Taking back: ' : ''}${actionText(action)}${action.of > 1 ? html` <span class="muted">${action.index + 1} of ${action.of}</span>` : nothing}</h3>
      <ol class="steps">${stepsOf(action).map((step) => stepView(step, options.now))}</ol>
      ${action.status === 'uncertain' ? choices(action, options) : takeBack(action, options)}
    </li>`,
  )}
</ol>`;

function stepsOf(action: ActionView): Step[] {
  const approved: Step = {
    state: 'done',
    text: action.automatic ? 'Approved by a rule' : 'Approved',
    time: action.approvedAt,
  };
  const isTool = action.parameters.kind === 'call-tool';
  const arrived = isTool ? 'Done' : 'Arrived at the desk';
  const started: Step = { state: 'done', text: isTool ? 'Begun' : 'Given to the desk' };
  const time = action.updatedAt;
  switch (action.status) {
    case 'approved':
      return [
        approved,
        { state: 'doing', text: isTool ? 'Waiting' : 'Waiting to be sent' },
        { state: 'ahead', text: arrived },
      ];
    case 'started':
      return [
        approved,
        { state: 'doing', text: isTool ? 'Being done' : 'Being given to the desk' },
        { state: 'ahead', text: arrived },
      ];
    case 'executed':
      return [approved, started, { state: 'done', text: `${arrived}${howKnown(action)}`, time }];
    case 'failed':
      return [approved, started, { state: 'bad', text: `Failed. ${codeText(action.code)}`, time }];
    case 'uncertain':
      return [approved, { state: 'warn', text: `Uncertain: it may have arrived. ${codeText(action.code)}`, time }];
    case 'cancelled':
      return [approved, { state: 'bad', text: `Not sent. ${codeText(action.code)}`, time }];
  }
}

function howKnown({ found }: ActionView): string {
  if (found === 'marker') return ', found there by its marker';
  return found === 'person' ? ', as a reviewer says' : '';
}

const stepIcons = { done: icons.check, doing: nothing, ahead: nothing, bad: icons.cross, warn: icons.warning } as const;

const stepView = ({ state, text, time }: Step, now: number): TemplateResult => html`<li class="step ${state}">
  <span class="dot">${stepIcons[state]}</span>
  <span class="grow">${text}</span>
  ${time ? html`<time class="muted small" datetime=${time} title=${fullTime(time)}>${clockTime(time, now)}</time>` : nothing}
</li>`;

/** What has not started can be cancelled; what can be set back, undone. */
function takeBack(
  action: ActionView,
  { resolving, onStep, mayTakeBack }: TimelineOptions,
): TemplateResult | typeof nothing {
  if (action.undoneBy) return html`<p class="row small muted">${icons.undo} Taken back by a later action.</p>`;
  if (!mayTakeBack || action.undoes) return nothing;
  const button = (step: ActionStep, words: string) => html`<p>
    <button class="small" ?disabled=${resolving !== undefined} @click=${() => onStep(action.id, step)}>
      ${icons.undo} ${resolving === action.id ? 'One moment…' : words}
    </button>
  </p>`;
  if (action.status === 'approved') return button('take-back', 'Do not send it');
  const isUndoable = ['set-tags', 'set-priority', 'set-status'].includes(action.parameters.kind);
  return action.status === 'executed' && isUndoable ? button('undo', 'Set it back') : nothing;
}

function choices(action: ActionView, { resolving, onStep }: TimelineOptions): TemplateResult {
  const choice = (outcome: ActionStep, words: string) => html`<button
    ?disabled=${resolving !== undefined}
    @click=${() => onStep(action.id, outcome)}
  >
    ${words}
  </button>`;
  return html`<div class="choices" role="group" aria-label="What became of it?">
    <p>Look at the ticket at the desk, then say what became of it. Doing it again could do it twice.</p>
    <p class="row wrap">
      ${choice('executed', 'It is there')} ${choice('retry', 'It is not: send again')} ${choice('cancel', 'Leave it')}
    </p>
  </div>`;
}

export const timelineStyles = css`
  .actions {
    display: grid;
    gap: 0.8rem;
  }
  .steps {
    display: grid;
    margin-top: 0.3rem;
  }
  .step {
    position: relative;
    display: flex;
    align-items: baseline;
    gap: 0.6rem;
    padding: 0.2rem 0;
  }
  .step + .step::before {
    content: '';
    position: absolute;
    top: calc(-0.65rem + 1px);
    left: calc(0.55rem - 0.5px);
    width: 1px;
    height: 0.95rem;
    background: var(--line-strong);
  }
  .dot {
    align-self: center;
    display: grid;
    place-items: center;
    width: 1.1rem;
    height: 1.1rem;
    border: 1px solid var(--line-strong);
    border-radius: 50%;
    background: var(--page);
    z-index: 1;
  }
  .dot svg {
    width: 0.7rem;
    height: 0.7rem;
    stroke-width: 2.2;
  }
  .done .dot {
    border-color: transparent;
    background: var(--good-soft);
    color: var(--good);
  }
  .bad .dot {
    border-color: transparent;
    background: var(--bad-soft);
    color: var(--bad);
  }
  .warn .dot {
    border-color: transparent;
    background: var(--warn-soft);
    color: var(--warn);
  }
  .ahead {
    color: var(--muted);
  }
  .doing .dot {
    border-color: var(--accent);
  }
  .doing .dot::after {
    content: '';
    width: 0.45rem;
    height: 0.45rem;
    border-radius: 50%;
    background: var(--accent);
    animation: breathe 1.2s ease-in-out infinite alternate;
  }
  @keyframes breathe {
    from {
      opacity: 0.25;
    }
  }
  .choices {
    display: grid;
    gap: 0.5rem;
    margin-top: 0.4rem;
    padding: 0.6rem 0.75rem;
    border: 1px solid var(--warn-line);
    border-radius: 9px;
    background: var(--warn-soft);
  }
`;
