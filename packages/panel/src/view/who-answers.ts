import { html, nothing, type TemplateResult } from 'lit';
import { icons } from './icons.js';

const ways = {
  held: {
    icon: icons.person,
    now: 'People answer this',
    tone: 'accent',
    to: 'released',
    words: 'Hand back to the bot',
  },
  released: { icon: icons.bot, now: 'The bot may answer', tone: '', to: 'held', words: 'Take over from the bot' },
} as const;

/** Who answers when a rule would let the bot: people take a conversation over, and hand it back. */
export function whoAnswers(
  automation: 'held' | 'released' | undefined,
  paused: boolean,
  onSwitch: (to: 'held' | 'released') => void,
): TemplateResult | typeof nothing {
  if (automation === undefined) return nothing;
  const { icon, now, tone, to, words } = ways[automation];
  const who = paused && automation === 'released' ? 'The bot is paused' : now;
  return html`<p class="who-answers row wrap small muted" role="group" aria-label="Who answers">
    <span class="chip ${tone}">${icon} ${who}</span>
    <button class="small" @click=${() => onSwitch(to)}>${words}</button>
  </p>`;
}
