import { html, nothing, type TemplateResult } from 'lit';
import { icons } from './icons.js';

/** Who answers when a rule would let the bot: people take a conversation over, and hand it back. */
export function whoAnswers(
  automation: 'held' | 'released' | 'unknown' | undefined,
  onSwitch: (to: 'held' | 'released') => void,
): TemplateResult | typeof nothing {
  if (automation === undefined) return nothing;
  const held = automation === 'held';
  return html`<p class="who-answers row wrap small muted" role="group" aria-label="Who answers">
    ${held ? html`<span class="chip accent">${icons.person} People have taken this over</span>` : nothing}
    ${held ? nothing : html`<button class="small quiet" @click=${() => onSwitch('held')}>${icons.person} Take over from the bot</button>`}
    ${automation === 'released' ? nothing : html`<button class="small quiet" @click=${() => onSwitch('released')}>Hand back to the bot</button>`}
  </p>`;
}
