import type { Evidence, EvidenceCheck, Proposal } from '@deskrail/contracts';
import { css, html, nothing, type TemplateResult } from 'lit';
import type { Check } from '../desk/evidence-checks.js';
import {
  evidenceKindWords,
  evidenceStateWords,
  evidenceTitle,
  type MessageSource,
  messageSourceOf,
} from '../text/evidence-words.js';
import { overlap } from '../text/overlap.js';
import { fullTime } from '../text/time.js';
import type { Pointed } from './cited-text.js';
import { icons } from './icons.js';
import { meter } from './meter.js';

interface EvidenceListOptions {
  readonly evidence: readonly Evidence[];
  readonly proposal: Proposal | undefined;
  /** The conversation in question. */
  readonly conversation: string | undefined;
  readonly check: Check | undefined;
  readonly pointed: Pointed;
  readonly onPoint: (pointed: Pointed) => void;
  readonly onSource: (source: MessageSource) => void;
}

/** The passages that a suggestion stands on, in the order of their numbers. */
export function evidenceList(options: EvidenceListOptions): TemplateResult {
  const { evidence } = options;
  if (evidence.length === 0) return html`<p class="muted">No evidence was cited.</p>`;
  return html`<ol class="evidence">${evidence.map((item, index) => card(item, index + 1, options))}</ol>`;
}

function card(item: Evidence, number: number, options: EvidenceListOptions): TemplateResult {
  const { proposal, pointed, onPoint, conversation, check } = options;
  const sentences = proposal && 'sentences' in proposal ? proposal.sentences : [];
  const sentence = pointed && 'sentence' in pointed ? sentences[pointed.sentence] : undefined;
  const lit = pointed && ('evidence' in pointed ? pointed.evidence === item.id : sentence?.evidence.includes(item.id));
  const citing = lit && sentence ? [sentence] : sentences.filter(({ evidence }) => evidence.includes(item.id));
  const title = evidenceTitle(item, conversation);
  const { url, kind } = item.source;
  const now = typeof check === 'object' ? check.evidence.find(({ id }) => id === item.id) : undefined;
  return html`<li
    class="card ${lit ? 'lit' : ''}"
    id="evidence-${item.id}"
    tabindex="0"
    aria-label="Evidence ${number}: ${title}"
    @mouseenter=${() => onPoint({ evidence: item.id })}
    @mouseleave=${() => onPoint(undefined)}
    @focusin=${() => onPoint({ evidence: item.id })}
    @focusout=${() => onPoint(undefined)}
  >
    <div class="row">
      <span class="number" aria-hidden="true">${number}</span>
      <strong class="grow clip" title=${title}>
        ${url && /^https?:/.test(url) ? html`<a href=${url} target="_blank" rel="noreferrer">${title}</a>` : title}
      </strong>
      <span class="chip ${kind === 'incident' ? 'warn' : ''}">${evidenceKindWords[kind]}</span>
    </div>
    <blockquote>${quote(
      item.quote,
      citing.map(({ text }) => text),
    )}</blockquote>
    ${now ? stateOf(now) : nothing} ${facts(item, number, options)}
  </li>`;
}

function facts(item: Evidence, number: number, { conversation, onSource }: EvidenceListOptions): TemplateResult {
  const source = messageSourceOf(item);
  const isOwn = source !== undefined && source.conversation === conversation;
  // What somebody wrote here is no find: it fits by being quoted.
  const fit = isOwn
    ? nothing
    : html`<span class="row score">Fit ${meter(item.score, `How well evidence ${number} fits`)}</span>`;
  const open = source
    ? html`<button class="link" @click=${() => onSource(source)}>
        ${isOwn ? 'Show the message' : 'Open the conversation'}
      </button>`
    : nothing;
  return html`<div class="row wrap small muted">
    ${open} ${fit}
    <details class="exactly">
      <summary>Where exactly</summary>
      <span title=${`${item.source.id}, read ${fullTime(item.retrievedAt)}`}>
        characters ${item.span.start}–${item.span.end}
      </span>
      <code title="Version of the source: ${item.version}">${shortHash(item.version)}</code>
    </details>
    ${item.scope.length > 0 ? html`<span class="chip">${icons.lock} ${item.scope.join(', ')}</span>` : nothing}
  </div>`;
}

/** What became of the quote; where other words stand in its place, those. */
function stateOf({ state, quote: present }: EvidenceCheck['evidence'][number]): TemplateResult {
  const { short, tone } = evidenceStateWords[state];
  return html`<div class="state" data-state=${state}>
    <span class="chip ${tone}">${short}</span>
    ${
      present === undefined
        ? nothing
        : html`<p class="small muted">There stands now:</p>
            <blockquote class="present">${present}</blockquote>`
    }
  </div>`;
}

/** The quote with what the sentences took from it marked; all of it where they took nothing word for word. */
function quote(text: string, sentences: readonly string[]): TemplateResult {
  const ranges = sentences
    .flatMap((sentence) => overlap(text, sentence) ?? [])
    .sort((a, b) => a.start - b.start)
    .reduce<{ start: number; end: number }[]>((merged, range) => {
      const last = merged.at(-1);
      if (last && range.start <= last.end + 1) last.end = Math.max(last.end, range.end);
      else merged.push({ ...range });
      return merged;
    }, []);
  if (ranges.length === 0) return html`<mark>${text}</mark>`;
  const parts: (TemplateResult | string)[] = [];
  let at = 0;
  for (const { start, end } of ranges) {
    parts.push(text.slice(at, start), html`<mark>${text.slice(start, end)}</mark>`);
    at = end;
  }
  return html`${parts}${text.slice(at)}`;
}

const shortHash = (version: string): string => version.replace(/^sha256:/, '').slice(0, 8);

export const evidenceListStyles = css`
  .exactly summary {
    cursor: pointer;
  }
  .evidence {
    display: grid;
    gap: 0.6rem;
  }
  .card {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.4rem;
    padding: 0.6rem 0.75rem;
    border: 1px solid var(--line);
    border-radius: 9px;
    background: var(--raised);
    transition: border-color 80ms;
  }
  /* What was followed stays marked, whatever the mouse has come to lie on since. */
  .card:focus,
  .card.lit {
    border-color: var(--mark-line);
    background: var(--mark-soft);
  }
  .number {
    flex: none;
    min-width: 1.2rem;
    border-radius: 4px;
    background: var(--accent-soft);
    color: var(--accent);
    font: 600 0.6875rem/1.2rem var(--font);
    text-align: center;
  }
  .card strong {
    font-weight: 600;
  }
  blockquote {
    padding-inline-start: 0.6rem;
    border-inline-start: 2px solid var(--line);
    color: var(--muted);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  mark {
    border-radius: 2px;
    background: var(--mark-soft);
    color: var(--text);
    box-decoration-break: clone;
    -webkit-box-decoration-break: clone;
  }
  .card:focus mark,
  .lit mark {
    background: var(--mark);
  }
  .state {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    justify-items: start;
    gap: 0.25rem;
  }
  .present {
    color: var(--text);
    border-color: var(--bad-line);
  }
  .meter {
    display: inline-flex;
    align-items: center;
    gap: 0.35rem;
    font-variant-numeric: tabular-nums;
  }
  .score {
    gap: 0.35rem;
  }
  code {
    font: 0.6875rem ui-monospace, 'SF Mono', Menlo, Consolas, monospace;
  }
  .chip svg {
    width: 12px;
    height: 12px;
  }
`;
