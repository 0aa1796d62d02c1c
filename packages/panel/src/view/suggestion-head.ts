import type { RecommendationView } from '@deskrail/contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { ago, fullTime, until } from '../text/time.js';
import { kindWords } from '../text/words.js';
import { icons } from './icons.js';
import { meter } from './meter.js';

/** What kind of suggestion it is, how sure and how risky, and what made it, when and at what cost. */
export function suggestionHead(view: RecommendationView, now: number): TemplateResult {
  const visibility =
    view.proposal?.kind === 'reply' && view.proposal.visibility === 'private'
      ? html`<span class="chip warn">${icons.lock} Private note</span>`
      : nothing;
  const expiry =
    view.status === 'open' && view.expiresAt
      ? html`<span title=${fullTime(view.expiresAt)}>expires ${until(view.expiresAt, now)}</span>`
      : nothing;
  return html`<header>
    <h2 tabindex="-1" class="row">${icons[view.kind]} ${headline(view)} ${visibility}</h2>
    <div class="row wrap small muted">
      ${view.confidence === undefined ? nothing : html`<span class="row score">Confidence ${meter(view.confidence, 'Confidence')}</span>`}
      ${riskChip(view)}
      ${maker(view)} ${usage(view)}
      <time datetime=${view.createdAt} title=${fullTime(view.createdAt)}>made ${ago(view.createdAt, now)}</time>
      ${expiry}
    </div>
  </header>`;
}

const headline = ({ kind, withheld }: RecommendationView): string =>
  withheld ? `${kindWords[kind]} withheld` : `Suggested ${kindWords[kind].toLowerCase()}`;

const riskWords = {
  low: { text: 'Low risk', tone: '', title: 'A wrong one could do little harm.' },
  medium: { text: 'Medium risk', tone: '', title: 'It tells of money, dates or the law.' },
  high: {
    text: 'High risk',
    tone: 'warn',
    title: 'A wrong one could do much harm: it may bind you on money, a date or the law.',
  },
} as const;

function riskChip({ risk }: RecommendationView): TemplateResult | typeof nothing {
  if (risk === undefined) return nothing;
  const { text, tone, title } = riskWords[risk];
  return html`<span class="chip ${tone}" title=${title}>${text}</span>`;
}

/** Who wrote it, and, for those who want to know, by which versions of all that took part. */
function maker({ model, pipeline, prompt }: RecommendationView): TemplateResult {
  const written = prompt ? `, prompt ${prompt.id} ${prompt.version}` : '';
  return html`<details class="maker">
    <summary>How it was made</summary>
    <span>By ${model ? `${model.name} ${model.version}` : 'the copilot'},</span> <code>${pipeline + written}</code>
  </details>`;
}

/** What a remote model was paid for; the embedded one costs nothing. */
function usage({ usage: used }: RecommendationView): TemplateResult | typeof nothing {
  if (!used) return nothing;
  const { inputTokens, outputTokens, cost } = used;
  const words = `${inputTokens.toLocaleString('en')} tokens read, ${outputTokens.toLocaleString('en')} written`;
  const paid = cost === undefined ? '' : `, cost ${Number(cost.toPrecision(2))}`;
  return html`<span data-usage title=${words + paid}>${(inputTokens + outputTokens).toLocaleString('en')} tokens${paid}</span>`;
}
