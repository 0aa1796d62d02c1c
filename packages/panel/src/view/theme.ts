import { css } from 'lit';

/** Colours and measures, as custom properties that every part inherits; an embedder may set the first two. */
export const tokens = css`
  :host {
    --accent: var(--deskrail-accent, light-dark(#4049b8, #a3abff));
    --font: var(--deskrail-font, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif);
    --on-accent: light-dark(#ffffff, #14162e);
    --accent-soft: light-dark(#eef0fd, #262a45);
    --accent-line: light-dark(#c9cef5, #454c80);
    --page: light-dark(#ffffff, #16181d);
    --subtle: light-dark(#f7f7f9, #1b1e24);
    --raised: light-dark(#ffffff, #20242b);
    --hover: light-dark(#f0f1f4, #252932);
    --line: light-dark(#e3e5ea, #2d323b);
    --line-strong: light-dark(#8b909c, #6d7482);
    --text: light-dark(#1a1c21, #eaecf0);
    --muted: light-dark(#5b606b, #a3a9b5);
    --good: light-dark(#156c3b, #74d6a0);
    --good-soft: light-dark(#e7f5ed, #17291f);
    --warn: light-dark(#854d00, #f2bc69);
    --warn-soft: light-dark(#fdf4e3, #2c2414);
    --warn-line: light-dark(#ecd3a4, #5b4821);
    --bad: light-dark(#b0241c, #ff9f97);
    --bad-soft: light-dark(#fdeeec, #331b19);
    --bad-line: light-dark(#f2c4bf, #66302c);
    --mark: light-dark(#fdeaa7, #5a4a12);
    --mark-soft: light-dark(#fff8e0, #2c2815);
    --mark-line: light-dark(#d9b233, #a68a2e);
    --shadow: 0 1px 2px light-dark(#0b0d140d, #0000004d), 0 8px 24px light-dark(#0b0d1414, #00000066);
    color-scheme: light dark;
    font: 400 0.875rem/1.5 var(--font);
    color: var(--text);
    background: var(--page);
    -webkit-font-smoothing: antialiased;
  }
`;

/** What every part of the page shares: boxes, buttons, fields, chips, focus. */
export const base = css`
  :host {
    display: block;
    box-sizing: border-box;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  h1,
  h2,
  h3,
  p,
  ul,
  ol,
  dl,
  dd,
  blockquote,
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
    min-width: 0;
  }
  ul,
  ol {
    list-style: none;
  }
  h1,
  h2,
  h3 {
    font: inherit;
    font-weight: 600;
  }
  svg {
    flex: none;
    display: block;
  }
  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 1px;
  }
  .muted {
    color: var(--muted);
  }
  .small {
    font-size: 0.75rem;
  }
  .row {
    display: flex;
    align-items: center;
    gap: 0.5rem;
  }
  .wrap {
    flex-wrap: wrap;
    row-gap: 0.15rem;
  }
  .row.wrap:has(> button) {
    row-gap: 0.5rem;
  }
  .grow {
    flex: 1;
    min-width: 0;
  }
  .clip {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  button,
  textarea,
  input,
  select {
    font: inherit;
    color: inherit;
  }
  button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 0.4rem;
    min-height: 2rem;
    padding: 0.2rem 0.7rem;
    border: 1px solid var(--line);
    border-radius: 7px;
    background: var(--raised);
    font-weight: 500;
    white-space: nowrap;
    cursor: pointer;
    transition: background 80ms;
  }
  button:hover:not(:disabled) {
    background: var(--hover);
  }
  button:disabled {
    cursor: default;
    opacity: 0.55;
  }
  button.primary {
    border-color: transparent;
    background: var(--accent);
    color: var(--on-accent);
  }
  button.primary:hover:not(:disabled) {
    background: color-mix(in oklab, var(--accent), var(--text) 14%);
  }
  button.quiet {
    border-color: transparent;
    background: transparent;
  }
  button.quiet:hover:not(:disabled) {
    background: var(--hover);
  }
  button.link {
    min-height: 0;
    padding: 0;
    border: 0;
    background: none;
    color: var(--accent);
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  a {
    color: var(--accent);
    text-underline-offset: 2px;
  }
  kbd {
    min-width: 1.25rem;
    padding: 0 0.25rem;
    border: 1px solid color-mix(in srgb, currentColor 30%, transparent);
    border-radius: 4px;
    font: 500 0.6875rem/1.05rem var(--font);
    text-align: center;
  }
  textarea,
  input[type='text'],
  input[type='password'],
  input[type='number'],
  select {
    width: 100%;
    padding: 0.45rem 0.6rem;
    border: 1px solid var(--line-strong);
    border-radius: 7px;
    background: var(--page);
  }
  textarea {
    min-height: 5rem;
    resize: vertical;
    line-height: 1.55;
    field-sizing: content;
    max-height: 60vh;
  }
  [aria-invalid='true'] {
    border-color: var(--bad);
  }
  label,
  legend {
    font-weight: 500;
  }
  .chip {
    display: inline-flex;
    align-items: center;
    gap: 0.25rem;
    padding: 0 0.4rem;
    border-radius: 5px;
    background: var(--hover);
    color: var(--muted);
    font-size: 0.75rem;
    line-height: 1.25rem;
    white-space: nowrap;
  }
  .chip.good {
    background: var(--good-soft);
    color: var(--good);
  }
  .chip.warn {
    background: var(--warn-soft);
    color: var(--warn);
  }
  .chip.bad {
    background: var(--bad-soft);
    color: var(--bad);
  }
  .chip.accent {
    background: var(--accent-soft);
    color: var(--accent);
  }
  .empty {
    padding: 2.5rem 1.25rem;
    color: var(--muted);
    text-align: center;
    text-wrap: balance;
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      transition: none !important;
      animation: none !important;
    }
  }
`;
