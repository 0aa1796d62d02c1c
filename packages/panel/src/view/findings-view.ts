import type { RecommendationView } from '@deskrail/contracts';
import { html, nothing, type TemplateResult } from 'lit';
import type { Review } from '../desk/state.js';
import { stillStands } from '../text/evidence-words.js';
import { foundThings } from '../text/finding-words.js';
import { sentenceCase } from '../text/words.js';
import { banner } from './banner.js';
import { icons } from './icons.js';

/** What validation found, before everything else, with the way to each sentence that it is about. */
export function findingsView(
  view: RecommendationView,
  onSentence: (index: number) => void,
): TemplateResult | typeof nothing {
  const things = foundThings(view);
  if (things.length === 0) return nothing;
  const places = (sentences: readonly number[]) =>
    sentences.map(
      (index) => html` <button class="link" @click=${() => onSentence(index)}>Sentence ${index + 1}</button>`,
    );
  return banner({
    tone: 'warn',
    icon: icons.warning,
    title: things.length === 1 ? 'Look twice' : `Look twice: ${things.length} things`,
    body: html`<ul>
      ${things.map(({ text, sentences }) => html`<li>${text}${places(sentences)}</li>`)}
    </ul>`,
    name: 'flags',
  });
}

/** That a reply answers nothing yet, but asks which of these is meant. */
export function clarifyingView({ proposal }: RecommendationView): TemplateResult | typeof nothing {
  if (proposal?.kind !== 'reply' || !proposal.clarifies) return nothing;
  const meant = proposal.clarifies.map((intent) => sentenceCase(intent.replaceAll('-', ' ')));
  return banner({
    tone: 'plain',
    icon: icons.question,
    title: 'A question back',
    body: html`The message can be read in more than one way, so it asks which is meant:
      <ul class="row wrap">
        ${meant.map((one) => html`<li class="chip accent">${one}</li>`)}
      </ul>`,
    name: 'clarifies',
  });
}

/** That what is quoted does not stand any more, before anybody approves it. */
export function fallenView({ check }: Review): TemplateResult | typeof nothing {
  if (check === undefined || typeof check === 'string') return nothing;
  const fallen = check.evidence.filter(({ state }) => !stillStands(state) && state !== 'unknown');
  if (fallen.length === 0) return nothing;
  return banner({
    tone: 'bad',
    icon: icons.warning,
    title:
      fallen.length === 1 ? 'A source does not say this any more' : `${fallen.length} sources do not say this any more`,
    body: 'See below what became of each, and check the sentences that stand on it.',
    name: 'evidence',
  });
}
