import { html, type TemplateResult } from 'lit';
import { queueOf } from '../desk/queue.js';
import type { Connection, DeskState, Tab } from '../desk/state.js';
import { icons } from './icons.js';
import './queue-list.js';

const connectionWords: Readonly<Record<Connection, string>> = {
  connecting: 'Connecting…',
  live: 'Live',
  polling: 'Every few seconds',
  offline: 'No connection',
};

interface QueuePaneOptions {
  readonly state: DeskState;
  readonly now: number;
  readonly onTab: (tab: Tab) => void;
  readonly onOpen: (id: string) => void;
  readonly onMore: () => void;
  readonly onHelp: () => void;
}

/** The queue, and below it whether it is live. */
export function queuePane({ state, now, onTab, onOpen, onMore, onHelp }: QueuePaneOptions): TemplateResult {
  return html`<nav aria-label="Suggestions">
    <deskrail-queue-list
      .queue=${queueOf(state, state.tab)}
      .openCount=${queueOf(state, 'open').length}
      .conversations=${state.conversations}
      .tab=${state.tab}
      .tabState=${state.tabs[state.tab]}
      .openedId=${state.openedId}
      .now=${now}
      @tab-chosen=${(event: CustomEvent<Tab>) => onTab(event.detail)}
      @opened=${(event: CustomEvent<string>) => onOpen(event.detail)}
      @more-wanted=${onMore}
    ></deskrail-queue-list>
    <p class="foot row small muted">
      <span class="row grow" data-connection=${state.connection}
        ><span class="light"></span>${connectionWords[state.connection]}</span
      >
      <button class="quiet small" aria-label="Keys and help" @click=${onHelp}>${icons.question} Keys</button>
    </p>
  </nav>`;
}
