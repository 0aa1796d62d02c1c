import type { Evidence, Finding, ReplyProposal, SummaryProposal } from '@deskrail/contracts';
import { css, html, nothing, type TemplateResult } from 'lit';
import { evidenceTitle } from '../text/evidence-words.js';
import { findingShort, findingText } from '../text/finding-words.js';
import { unsupportedAt } from '../text/own-sentences.js';
import { type Piece, placeSentences } from '../text/place-sentences.js';

/** What is pointed at: a sentence by its index, or evidence by its id. */
export type Pointed = { readonly sentence: number } | { readonly evidence: string } | undefined;

interface CitedTextOptions {
  readonly proposal: ReplyProposal | SummaryProposal;
  readonly evidence: readonly Evidence[];
  /** Of this very proposal; absent where nobody looked, as at a reviewer’s own words. */
  readonly findings: readonly Finding[] | undefined;
  readonly conversation: string | undefined;
  readonly pointed: Pointed;
  readonly onPoint: (pointed: Pointed) => void;
  readonly onFollow: (evidenceId: string) => void;
}

/**
 * The text to the letter; each sentence with the numbers of the evidence it stands on, and with what was found in it. A
 * click on a sentence leads to the first of its evidence, a number to its own.
 */
export function citedText(options: CitedTextOptions): TemplateResult {
  const { proposal } = options;
  const pieces = placeSentences(proposal.text, proposal.sentences);
  const language = (proposal.kind === 'reply' && proposal.language) || nothing;
  if (!pieces) return html`<div class="cited" lang=${language}>${proposal.text}</div>`;
  const bare = options.findings === undefined ? unsupportedAt(proposal.sentences, options.evidence) : new Set<number>();
  return html`<div class="cited" lang=${language}>${pieces.map((piece) => sentenceOf(piece, bare, options))}</div>`;
}

function sentenceOf(piece: Piece, bare: ReadonlySet<number>, options: CitedTextOptions): TemplateResult | string {
  const { proposal, evidence, conversation, pointed, onPoint, onFollow } = options;
  const index = piece.sentence;
  const sentence = index === undefined ? undefined : proposal.sentences[index];
  if (index === undefined || !sentence) return piece.text;
  const cited = evidence
    .map((item, place) => ({ id: item.id, number: place + 1, title: evidenceTitle(item, conversation) }))
    .filter(({ id }) => sentence.evidence.includes(id));
  const [first] = cited;
  const lit =
    pointed !== undefined &&
    ('sentence' in pointed ? pointed.sentence === index : sentence.evidence.includes(pointed.evidence));
  const marks = cited.map(
    ({ id, number, title }) => html`<button
      class="mark"
      aria-label="Evidence ${number}: ${title}"
      @click=${(event: Event) => {
        event.stopPropagation();
        onFollow(id);
      }}
    >${number}</button>`,
  );
  const found = findingsAt(index, bare, options);
  const chips = found.map(
    (finding) => html`<span class="found" title=${findingText(finding)}>${findingShort(finding)}</span>`,
  );
  const tail = tailOf(piece.text);
  // White space counts here: it would be shown.
  return html`<span
    class="sentence ${lit ? 'lit' : ''} ${first ? 'follows' : ''} ${found.length > 0 ? 'unsupported' : ''}"
    data-sentence=${index}
    @click=${() => first && !isSelecting() && onFollow(first.id)}
    @mouseenter=${() => onPoint({ sentence: index })}
    @mouseleave=${() => onPoint(undefined)}
    @focusin=${() => onPoint({ sentence: index })}
    @focusout=${() => onPoint(undefined)}
    >${piece.text.slice(0, tail)}<span class="tail">${piece.text.slice(tail)}<sup>${marks}${chips}</sup></span></span
  >`;
}

/** Where nobody looked, a sentence that nothing bears out says so by itself. */
function findingsAt(index: number, bare: ReadonlySet<number>, { findings }: CitedTextOptions): readonly Finding[] {
  if (findings === undefined) return bare.has(index) ? [{ flag: 'unsupported-sentence' }] : [];
  return findings.filter(({ sentence }) => sentence === index);
}

/** Who marks words to copy them goes nowhere. */
const isSelecting = (): boolean => (getSelection()?.toString() ?? '') !== '';

const longestTail = 24;

/** Where the last word begins, which keeps its marks beside it; a very long one may be broken. */
function tailOf(text: string): number {
  const start = text.search(/\S+$/);
  return start < 0 || text.length - start > longestTail ? text.length : start;
}

export const citedTextStyles = css`
  .cited {
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    font-size: 0.9375rem;
    line-height: 1.65;
  }
  .sentence {
    padding: 0.1em 0;
    border-radius: 3px;
    box-decoration-break: clone;
    -webkit-box-decoration-break: clone;
    transition: background 80ms;
  }
  .sentence.follows {
    cursor: pointer;
  }
  .sentence.lit {
    background: var(--mark);
  }
  .sentence.unsupported {
    text-decoration: underline wavy var(--warn) 1px;
    text-underline-offset: 4px;
  }
  .tail {
    white-space: nowrap;
  }
  /* Raised by hand: a superscript would push its line from the one above. */
  sup {
    position: relative;
    top: -0.3em;
    margin-inline-start: 0.15em;
    vertical-align: baseline;
    line-height: 0;
    user-select: none;
    -webkit-user-select: none;
    white-space: nowrap;
  }
  button.mark {
    min-width: 1.2rem;
    min-height: 1.2rem;
    margin-inline-end: 0.1rem;
    padding: 0 0.2rem;
    border: 0;
    border-radius: 4px;
    background: var(--accent-soft);
    color: var(--accent);
    font: 600 0.6875rem/1 var(--font);
    vertical-align: baseline;
  }
  .lit button.mark {
    background: var(--raised);
  }
  .found {
    display: inline-block;
    padding: 0.1rem 0.25rem;
    border-radius: 4px;
    background: var(--warn-soft);
    color: var(--warn);
    font: 600 0.6875rem/1 var(--font);
  }
`;
