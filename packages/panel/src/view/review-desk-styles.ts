import { css } from 'lit';

/** Three panes side by side, two, or one at a time, by the room that the desk itself has. */
export const reviewDeskStyles = css`
  :host {
    container: review-desk / inline-size;
    display: flex;
    flex-direction: column;
    height: 100%;
    min-height: 0;
  }
  .paused {
    padding: 0.4rem 0.9rem;
    border-bottom: 1px solid var(--warn-line);
    background: var(--warn-soft);
  }
  .paused > svg {
    color: var(--warn);
  }
  .desk {
    flex: 1;
    display: grid;
    grid-template: minmax(0, 1fr) / minmax(16rem, 20rem) minmax(0, 1fr);
    min-height: 0;
  }
  nav {
    display: flex;
    flex-direction: column;
    min-height: 0;
    border-inline-end: 1px solid var(--line);
    background: var(--subtle);
  }
  deskrail-queue-list {
    flex: 1;
  }
  .foot {
    padding: 0.3rem 0.5rem 0.3rem 0.9rem;
    border-top: 1px solid var(--line);
  }
  .foot {
    column-gap: 0.2rem;
  }
  .foot .grow {
    min-width: max-content;
  }
  .foot button {
    gap: 0.3rem;
    padding-inline: 0.3rem;
  }
  .foot svg {
    width: 14px;
    height: 14px;
  }
  .light {
    flex: none;
    width: 0.5rem;
    height: 0.5rem;
    border-radius: 50%;
    background: var(--line-strong);
  }
  [data-connection='live'] .light {
    background: var(--good);
  }
  [data-connection='polling'] .light {
    background: var(--warn);
  }
  [data-connection='offline'] .light {
    background: var(--bad);
  }
  main {
    display: grid;
    grid-template: minmax(0, 1fr) / minmax(0, 1fr) minmax(22rem, 30rem);
    min-height: 0;
  }
  main.nothing {
    place-content: center;
    display: grid;
    grid-template: auto / auto;
  }
  deskrail-suggestion-view {
    border-inline-start: 1px solid var(--line);
  }
  .tools {
    display: none;
    padding: 0.35rem 0.5rem;
    border-bottom: 1px solid var(--line);
    background: var(--subtle);
  }
  @container review-desk (width < 1080px) {
    main {
      grid-template: minmax(0, 2fr) minmax(0, 3fr) / minmax(0, 1fr);
    }
    deskrail-suggestion-view {
      border-inline-start: 0;
      border-top: 1px solid var(--line);
    }
  }
  @container review-desk (width < 720px) {
    .desk {
      grid-template: minmax(0, 1fr) / minmax(0, 1fr);
    }
    .desk[data-pane='detail'] {
      grid-template: auto minmax(0, 1fr) / minmax(0, 1fr);
    }
    nav {
      border: 0;
    }
    .tools {
      display: flex;
    }
    [data-pane='detail'] nav,
    [data-pane='queue'] :is(main, .tools) {
      display: none;
    }
    main:not(:has([data-shown])) {
      grid-template: minmax(0, 1fr) / minmax(0, 1fr);
    }
    deskrail-conversation-view:not([data-shown]) {
      display: none;
    }
    deskrail-suggestion-view {
      border-top: 0;
    }
  }
`;
