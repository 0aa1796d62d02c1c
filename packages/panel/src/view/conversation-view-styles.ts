import { css } from 'lit';

export const conversationViewStyles = css`
  .who-answers button {
    min-height: 1.6rem;
  }
  .who-answers svg {
    width: 13px;
    height: 13px;
  }
  :host {
    display: flex;
    flex-direction: column;
    min-height: 0;
  }
  header {
    display: grid;
    gap: 0.25rem;
    padding: 0.8rem 1.1rem 0.7rem;
    border-bottom: 1px solid var(--line);
  }
  h2 {
    font-size: 1rem;
  }
  .messages {
    flex: 1;
    min-height: 0;
    overflow-y: auto;
    padding: 1rem 1.1rem 1.25rem;
    display: flex;
    flex-direction: column;
    gap: 0.9rem;
  }
  li {
    max-width: min(88%, 40rem);
    align-self: flex-start;
  }
  .sent {
    align-self: flex-end;
  }
  .by {
    margin-bottom: 0.2rem;
  }
  .by strong {
    color: var(--text);
    font-weight: 500;
  }
  .sent .by,
  .sent .below {
    justify-content: flex-end;
  }
  .bubble {
    padding: 0.55rem 0.8rem;
    border: 1px solid var(--line);
    border-radius: 4px 12px 12px;
    background: var(--subtle);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .sent .bubble {
    border-color: var(--accent-line);
    border-radius: 12px 4px 12px 12px;
    background: var(--accent-soft);
  }
  .private .bubble {
    border: 1px dashed var(--warn-line);
    background: var(--warn-soft);
  }
  [data-answered] .bubble {
    border-color: var(--line-strong);
  }
  [data-source] .bubble {
    border-color: var(--mark-line);
    background: var(--mark-soft);
  }
  [data-source]:focus-visible {
    outline-offset: 4px;
    border-radius: 6px;
  }
  mark {
    border-radius: 2px;
    background: var(--mark);
    color: var(--text);
  }
  .way-back {
    padding: 0.4rem 1.1rem;
    border-bottom: 1px solid var(--mark-line);
    background: var(--mark-soft);
  }
  .way-back span {
    display: flex;
    align-items: center;
    gap: 0.4rem;
    font-weight: 500;
  }
  .below {
    margin-top: 0.2rem;
  }
  .chip svg,
  .ours svg {
    width: 13px;
    height: 13px;
  }
  .ours {
    display: inline-flex;
    align-items: center;
    gap: 0.25rem;
    color: var(--good);
    font-weight: 500;
  }
`;
