import { html, type TemplateResult } from 'lit';
import { percent } from '../text/words.js';

/** A share of one as a bar with its number. Drawn with attributes, as the page's policy allows no inline style. */
export const meter = (share: number, label: string): TemplateResult => html`<span
  class="meter"
  role="meter"
  aria-label=${label}
  aria-valuemin="0"
  aria-valuemax="100"
  aria-valuenow=${Math.round(share * 100)}
  ><svg width="36" height="5" viewBox="0 0 36 5" aria-hidden="true">
    <rect width="36" height="5" rx="2.5" fill="var(--line)"></rect>
    <rect width=${36 * Math.max(0.07, Math.min(1, share))} height="5" rx="2.5" fill="currentColor"></rect></svg
  ><span>${percent(share)}</span></span
>`;
