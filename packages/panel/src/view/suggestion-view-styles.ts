import { css } from 'lit';

export const suggestionViewStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 0;
  }
  .scroll {
    flex: 1;
    min-height: 0;
    overflow-y: auto;
    display: flex;
    flex-direction: column;
    gap: 0.9rem;
    padding: 0.8rem 1.1rem 1.25rem;
  }
  .scroll > * {
    flex: none;
  }
  header {
    display: grid;
    gap: 0.35rem;
  }
  h2 {
    width: fit-content;
    margin-inline: -0.3rem;
    padding-inline: 0.3rem;
    border-radius: 4px;
    font-size: 1rem;
  }
  h2:focus-visible {
    outline-offset: 0;
  }
  h2 svg {
    color: var(--accent);
  }
  .maker {
    max-width: 100%;
  }
  .maker[open] {
    flex-basis: 100%;
  }
  .maker summary {
    width: fit-content;
    cursor: pointer;
  }
  .maker code {
    overflow-wrap: anywhere;
  }
  h3 {
    white-space: nowrap;
  }
  section {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.5rem;
  }
  .proposal-box {
    padding: 0.8rem 0.95rem;
    border: 1px solid var(--line);
    border-radius: 10px;
    background: var(--raised);
    box-shadow: 0 1px 2px light-dark(#0b0d140a, #00000040);
  }
  .said {
    display: grid;
    gap: 0.6rem;
  }
  .said strong {
    color: var(--text);
  }
  footer {
    max-height: 70%;
    overflow-y: auto;
    padding: 0.7rem 1.1rem;
    border-top: 1px solid var(--line);
    background: var(--page);
  }
`;
