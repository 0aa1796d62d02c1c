import { html, nothing, type TemplateResult } from 'lit';
import { isEnough } from '../desk/may.js';
import type { DeskState } from '../desk/state.js';
import { ago } from '../text/time.js';
import { personName } from '../text/words.js';
import { icons } from './icons.js';

/** That nothing is sent by a rule, who said so and why; admins let it go on. */
export function pauseBanner(
  { policy, me }: DeskState,
  now: number,
  onResume: () => void,
): TemplateResult | typeof nothing {
  const paused = policy?.paused;
  if (!paused) return nothing;
  return html`<div class="paused row wrap" data-notice="paused" role="status">
    ${icons.pause}
    <span class="grow">
      <strong>Automation is paused.</strong> ${personName(paused.by)} stopped it ${ago(paused.since, now)}${paused.reason ? html`: “${paused.reason}”` : '.'}
      <span class="muted">People go on as before; what a rule would have sent waits for them.</span>
    </span>
    ${me && isEnough(me, 'admin') ? html`<button @click=${onResume}>Let it go on</button>` : nothing}
  </div>`;
}

export const pauseQuestion = {
  title: 'Pause automation?',
  body: 'Rules send nothing until somebody lets them go on; what one approved and has not yet sent waits for people. People go on as before.',
  yes: 'Pause',
  field: 'Why, for everybody to read',
};
