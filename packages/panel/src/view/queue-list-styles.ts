import { css } from 'lit';

/** How the queue and its tabs look. */
export const queueListStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 0;
    background: var(--subtle);
  }
  .tabs {
    display: flex;
    gap: 0.15rem;
    padding: 0.5rem 0.6rem;
    border-bottom: 1px solid var(--line);
  }
  .tabs button {
    border-color: transparent;
    background: transparent;
    color: var(--muted);
  }
  .tabs button:hover {
    background: var(--hover);
  }
  .count {
    min-width: 1.15rem;
    padding: 0 0.3rem;
    border-radius: 999px;
    background: var(--accent-soft);
    color: var(--accent);
    font: 600 0.6875rem/1.15rem var(--font);
  }
  .tabs [aria-selected='true'] {
    background: var(--raised);
    border-color: var(--line);
    color: var(--text);
  }
  #list {
    flex: 1;
    min-height: 0;
    overflow-y: auto;
  }
  li {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.1rem;
    padding: 0.6rem 0.85rem 0.6rem 0.75rem;
    border-bottom: 1px solid var(--line);
    border-inline-start: 3px solid transparent;
    cursor: pointer;
  }
  li:hover {
    background: var(--hover);
  }
  li[aria-selected='true'] {
    border-inline-start-color: var(--accent);
    background: var(--accent-soft);
  }
  li:focus-visible {
    outline-offset: -2px;
  }
  strong {
    font-weight: 600;
  }
  .kind,
  .flag {
    display: inline-flex;
    align-items: center;
    gap: 0.3rem;
  }
  .kind svg,
  .flag svg {
    width: 14px;
    height: 14px;
  }
  .sure {
    flex: none;
    white-space: nowrap;
  }
  .flag {
    color: var(--warn);
  }
  .place {
    max-width: 100%;
    margin-inline-start: auto;
  }
  li[aria-selected='true'] .waiting .chip:not(.warn, .bad) {
    background: var(--page);
  }
  .waiting {
    margin-top: 0.15rem;
  }
  .waiting .chip svg {
    width: 12px;
    height: 12px;
  }
  .more {
    padding: 0.5rem;
    text-align: center;
  }
`;
