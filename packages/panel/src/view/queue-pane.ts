import { html, nothing, type TemplateResult } from 'lit';
import type { Desk } from '../desk/desk.js';
import { isEnough } from '../desk/may.js';
import { queueOf } from '../desk/queue.js';
import { isFiltered } from '../desk/queue-filter.js';
import type { Connection, DeskState, Tab } from '../desk/state.js';
import { icons } from './icons.js';
import './queue-list.js';
import { queueTools } from './queue-tools.js';

const connectionWords: Readonly<Record<Connection, string>> = {
  connecting: 'Connecting…',
  live: 'Live',
  polling: 'Every few seconds',
  offline: 'No connection',
};

interface QueuePaneOptions {
  readonly state: DeskState;
  readonly desk: Desk;
  readonly now: number;
  readonly isOneConversation: boolean;
  readonly onOpen: (id: string) => void;
  readonly onHelp: () => void;
  readonly onPause: () => void;
  readonly onNumbers: () => void;
}

/** What to take and to look through, the queue, and below it whether it is live. */
export function queuePane(options: QueuePaneOptions): TemplateResult {
  const { state, desk, now, isOneConversation, onOpen } = options;
  return html`<nav aria-label="Suggestions">
    ${isOneConversation ? nothing : queueTools(state, desk)}
    <deskrail-queue-list
      .queue=${queueOf(state, state.tab)}
      .openCount=${openCount(state)}
      .conversations=${state.conversations}
      .me=${state.me?.actor}
      .tab=${state.tab}
      .tabState=${state.tabs[state.tab]}
      .filtered=${isFiltered(state.filter)}
      .openedId=${state.openedId}
      .now=${now}
      @tab-chosen=${(event: CustomEvent<Tab>) => desk.showTab(event.detail)}
      @opened=${(event: CustomEvent<string>) => onOpen(event.detail)}
      @more-wanted=${() => desk.more()}
    ></deskrail-queue-list>
    ${foot(options)}
  </nav>`;
}

/** Of all queues by the server’s count; of what is filtered, what is here. */
function openCount(state: DeskState): number {
  const here = queueOf(state, 'open').length;
  const { queue, ...others } = state.filter;
  if (isFiltered(others) || state.tabs.open.next === undefined) return here;
  const queues = state.summary.filter((one) => queue === undefined || one.queue === queue);
  return Math.max(
    here,
    queues.reduce((sum, { open }) => sum + open, 0),
  );
}

function foot({ state, isOneConversation, onHelp, onPause, onNumbers }: QueuePaneOptions): TemplateResult {
  const isAdmin = state.me !== undefined && isEnough(state.me, 'admin');
  const mayPause = isAdmin && state.policy !== undefined && state.policy.paused === undefined;
  return html`<div class="foot row wrap small muted">
    <span class="row grow" data-connection=${state.connection}
      ><span class="light"></span>${connectionWords[state.connection]}</span
    >
    ${
      mayPause
        ? html`<button class="quiet small" title="Stop all that is automatic" @click=${onPause}>${icons.pause} Pause</button>`
        : nothing
    }
    ${isOneConversation ? nothing : html`<button class="quiet small" @click=${onNumbers}>${icons.chart} Numbers</button>`}
    <button class="quiet small" aria-label="Keyboard shortcuts and help" @click=${onHelp}>${icons.question} Shortcuts</button>
  </div>`;
}
