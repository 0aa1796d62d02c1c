import type { QueueSummary } from '@deskrail/contracts';
import { css, html, nothing, type TemplateResult } from 'lit';
import type { Desk } from '../desk/desk.js';
import { isEnough } from '../desk/may.js';
import { isFiltered, languageOf, type QueueFilter } from '../desk/queue-filter.js';
import type { DeskState } from '../desk/state.js';
import { kindWords, sentenceCase } from '../text/words.js';
import { icons } from './icons.js';

/** The next to decide, and what of the queue is looked at. */
export function queueTools(state: DeskState, desk: Desk): TemplateResult {
  const { filter, taking, me } = state;
  const set = (part: QueueFilter) => desk.filter({ ...filter, ...part });
  const { queue: _, ...rest } = filter;
  const mayTake = me !== undefined && isEnough(me, 'agent');
  return html`<div class="queue-tools">
    <div class="first">
      <label>
        <span class="unseen">Queue</span>
        <select @change=${(event: Event) => set({ queue: chosenIn(event) })}>
          <option value="" ?selected=${filter.queue === undefined}>${allText(state.summary)}</option>
          ${queuesOf(state).map(
            (queue) =>
              html`<option value=${queue.queue} ?selected=${filter.queue === queue.queue}>${queueText(queue)}</option>`,
          )}
        </select>
      </label>
      ${
        mayTake
          ? html`<button class="primary" ?disabled=${taking === 'asking'} aria-keyshortcuts="n" @click=${() => desk.takeNext()}>
              Take the next <kbd>N</kbd>
            </button>`
          : nothing
      }
    </div>
    ${taking === 'nothing' ? html`<p class="small muted">Nothing waits for you${filter.queue ? ` in ${filter.queue}` : ''}.</p>` : nothing}
    <details class="small" ?open=${isFiltered(rest)}>
      <summary>Filter${isFiltered(rest) ? ': on' : ''}</summary>
      ${filters(state, set)}
      ${isFiltered(filter) ? html`<button class="link" @click=${() => desk.filter({})}>Show all</button>` : nothing}
    </details>
  </div>`;
}

function filters(state: DeskState, set: (part: QueueFilter) => void): TemplateResult {
  const { filter } = state;
  return html`<div class="filters">
    ${choice(
      'Meant for',
      filter.assignee,
      [
        ['me', 'Me'],
        ['none', 'Nobody in particular'],
      ],
      (assignee) => set({ assignee }),
    )}
    ${choice('Kind', filter.kind, Object.entries(kindWords) as [keyof typeof kindWords, string][], (kind) => set({ kind }))}
    ${choice(
      'Risk',
      filter.risk,
      (['high', 'medium', 'low'] as const).map((risk) => [risk, sentenceCase(risk)]),
      (risk) => set({ risk }),
    )}
    ${choice(
      'Language',
      filter.language,
      languagesOf(state).map((code) => [code, languageName(code)]),
      (language) => set({ language }),
    )}
    <label class="row">
      <input
        type="checkbox"
        .checked=${filter.overdue === true}
        @change=${(event: Event) => set({ overdue: (event.target as HTMLInputElement).checked || undefined })}
      />
      ${icons.warning} Only what is overdue
    </label>
  </div>`;
}

function choice<Value extends string>(
  label: string,
  chosen: Value | undefined,
  values: readonly (readonly [Value, string])[],
  onChoose: (value: Value | undefined) => void,
): TemplateResult {
  return html`<label>
    ${label}
    <select @change=${(event: Event) => onChoose(values.find(([value]) => value === chosenIn(event))?.[0])}>
      <option value="" ?selected=${chosen === undefined}>Any</option>
      ${values.map(([value, words]) => html`<option value=${value} ?selected=${value === chosen}>${words}</option>`)}
    </select>
  </label>`;
}

const chosenIn = (event: Event): string | undefined => (event.target as HTMLSelectElement).value || undefined;

function queuesOf({ summary, filter }: DeskState): readonly QueueSummary[] {
  if (filter.queue === undefined || summary.some(({ queue }) => queue === filter.queue)) return summary;
  const empty = { queue: filter.queue, open: 0, overdue: 0, claimed: 0, unassigned: 0, oldestSeconds: 0 };
  return [...summary, empty];
}

const queueText = ({ queue, open, overdue }: QueueSummary): string =>
  `${queue}: ${open} open${overdue > 0 ? `, ${overdue} overdue` : ''}`;

function allText(summary: readonly QueueSummary[]): string {
  const sum = (of: 'open' | 'overdue') => summary.reduce((total, queue) => total + queue[of], 0);
  return summary.length === 0
    ? 'All queues'
    : queueText({ ...(summary[0] as QueueSummary), queue: 'All queues', open: sum('open'), overdue: sum('overdue') });
}

function languagesOf({ recommendations, filter }: DeskState): string[] {
  const open = [...recommendations.values()].filter(({ status }) => status === 'open');
  const codes = new Set(open.map(languageOf).filter((code) => code !== undefined));
  if (filter.language !== undefined) codes.add(filter.language);
  return [...codes].sort().slice(0, 40);
}

function languageName(code: string): string {
  try {
    return new Intl.DisplayNames(['en'], { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}

export const queueToolsStyles = css`
  .queue-tools {
    display: grid;
    gap: 0.35rem;
    padding: 0.6rem 0.6rem 0;
  }
  .first {
    display: grid;
    gap: 0.4rem;
  }
  .queue-tools summary {
    width: fit-content;
    padding-inline: 0.15rem;
    color: var(--muted);
    cursor: pointer;
  }
  .filters {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 0.4rem 0.6rem;
    padding: 0.3rem 0;
    align-items: end;
  }
  .filters label:last-child {
    grid-column: 1 / -1;
  }
  .filters svg {
    width: 13px;
    height: 13px;
  }
  .queue-tools input {
    accent-color: var(--accent);
  }
`;
