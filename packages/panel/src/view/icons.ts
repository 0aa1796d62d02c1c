import { svg, type TemplateResult } from 'lit';

const icon = (paths: TemplateResult): TemplateResult => svg`<svg width="16" height="16" viewBox="0 0 16 16" fill="none"
  stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${paths}</svg>`;

/** Drawn for this page; each says by shape what its label says in words. */
export const icons = {
  mark: svg`<svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true"><rect width="20" height="20" rx="5"
    fill="currentColor"></rect><path d="M5 6.5h10M5 13.5h10M7.5 4v12M12.5 4v12" stroke="var(--on-accent)"
    stroke-width="1.4" stroke-linecap="round"></path></svg>`,
  reply: icon(svg`<path d="M6.5 4 2.5 8l4 4M3 8h6.5a4 4 0 0 1 4 4"></path>`),
  classification: icon(
    svg`<path d="M2.5 7.2V3.5a1 1 0 0 1 1-1h3.7L13.5 8.8 8.8 13.5z"></path><path d="M5.3 5.3v0"></path>`,
  ),
  escalation: icon(svg`<path d="M8 13.5v-10M4 7l4-4 4 4"></path>`),
  'tool-call': icon(svg`<path d="m5 4-3 4 3 4M11 4l3 4-3 4M9 3 7 13"></path>`),
  summary: icon(svg`<path d="M3 4h10M3 8h10M3 12h6"></path>`),
  lock: icon(
    svg`<rect x="3.5" y="7" width="9" height="6.5" rx="1.5"></rect><path d="M5.5 7V5a2.5 2.5 0 0 1 5 0v2"></path>`,
  ),
  check: icon(svg`<path d="m3 8.5 3.2 3.2L13 4.8"></path>`),
  cross: icon(svg`<path d="m4 4 8 8M12 4l-8 8"></path>`),
  edit: icon(svg`<path d="M3 13h2.3l7.4-7.4-2.3-2.3L3 10.7zM9 4.7 11.3 7"></path>`),
  pen: icon(svg`<path d="M2.5 13.5h11M4 10.5c3-7 6-8 9-8-1 4-4 7-8.5 7.5"></path>`),
  comment: icon(svg`<path d="M2.5 3.5h11v7.5h-6L4.5 13.5V11h-2z"></path>`),
  warning: icon(svg`<path d="M8 2.5 14 13H2zM8 6.5v3M8 11.4v0"></path>`),
  info: icon(svg`<circle cx="8" cy="8" r="5.75"></circle><path d="M8 7.5v3.2M8 5.2v0"></path>`),
  clock: icon(svg`<circle cx="8" cy="8" r="5.75"></circle><path d="M8 5v3l2 1.5"></path>`),
  question: icon(
    svg`<circle cx="8" cy="8" r="5.75"></circle><path d="M6.4 6.4a1.7 1.7 0 1 1 2.3 1.7c-.5.2-.7.5-.7 1M8 11.2v0"></path>`,
  ),
  back: icon(svg`<path d="M9.5 3.5 5 8l4.5 4.5"></path>`),
  next: icon(svg`<path d="M6.5 3.5 11 8l-4.5 4.5"></path>`),
  out: icon(svg`<path d="M6.5 3.5h-3v9h3M10 5l3 3-3 3M13 8H6.5"></path>`),
  document: icon(svg`<path d="M4 2.5h5l3 3v8H4zM9 2.5v3h3M6 8.5h4M6 11h4"></path>`),
  eye: icon(
    svg`<path d="M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8z"></path><circle cx="8" cy="8" r="2"></circle>`,
  ),
  queue: icon(svg`<path d="M2.5 9.5h3l1 2h3l1-2h3M2.5 9.5l2-6h7l2 6v3.5h-11z"></path>`),
  pause: icon(svg`<path d="M5.5 3.5v9M10.5 3.5v9"></path>`),
  person: icon(
    svg`<circle cx="8" cy="5.5" r="2.75"></circle><path d="M2.75 13.5c.6-2.6 2.6-4 5.25-4s4.65 1.4 5.25 4"></path>`,
  ),
  bot: icon(
    svg`<rect x="3" y="5.5" width="10" height="7.5" rx="2"></rect><path d="M8 5.5v-3M6 8.8v.4M10 8.8v.4"></path>`,
  ),
  chart: icon(svg`<path d="M3 13V8M8 13V3M13 13V6"></path>`),
  undo: icon(svg`<path d="M5.5 3.5 2.5 6.5l3 3M3 6.5h6.5a3.5 3.5 0 0 1 0 7H6"></path>`),
  send: icon(svg`<path d="M2.5 8 13.5 3 10 13.5 7.5 9z"></path>`),
} as const;
