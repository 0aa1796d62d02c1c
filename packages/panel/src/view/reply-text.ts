import type { Evidence, ReplyProposal } from '@deskrail/contracts';
import { css, html, nothing, type TemplateResult } from 'lit';
import { type Piece, placeSentences } from '../text/place-sentences.js';

/** What is pointed at: a sentence by its index, or evidence by its id. */
export type Pointed = { readonly sentence: number } | { readonly evidence: string } | undefined;

interface ReplyTextOptions {
  readonly proposal: ReplyProposal;
  readonly evidence: readonly Evidence[];
  readonly pointed: Pointed;
  readonly onPoint: (pointed: Pointed) => void;
  readonly onFollow: (evidenceId: string) => void;
}

/** The reply to the letter; each sentence with the numbers of the evidence it stands on, or marked as standing on none. */
export function replyText(options: ReplyTextOptions): TemplateResult {
  const { proposal } = options;
  const pieces = placeSentences(proposal.text, proposal.sentences);
  const language = proposal.language ?? nothing;
  if (!pieces) return html`<div class="reply" lang=${language}>${proposal.text}</div>`;
  return html`<div class="reply" lang=${language}>${pieces.map((piece) => sentenceOf(piece, options))}</div>`;
}

function sentenceOf(piece: Piece, options: ReplyTextOptions): TemplateResult | string {
  const { proposal, evidence, pointed, onPoint, onFollow } = options;
  const index = piece.sentence;
  const sentence = index === undefined ? undefined : proposal.sentences[index];
  if (index === undefined || !sentence) return piece.text;
  const cited = evidence
    .map(({ id, source }, place) => ({ id, number: place + 1, title: source.title ?? source.id }))
    .filter(({ id }) => sentence.evidence.includes(id));
  const lit =
    pointed !== undefined &&
    ('sentence' in pointed ? pointed.sentence === index : sentence.evidence.includes(pointed.evidence));
  const marks = cited.map(
    ({ id, number, title }) => html`<button
      class="mark"
      aria-label="Evidence ${number}: ${title}"
      @click=${() => onFollow(id)}
    >${number}</button>`,
  );
  const none = cited.length > 0 ? nothing : html`<span class="none" title="No evidence">no evidence</span>`;
  const tail = tailOf(piece.text);
  // White space counts here: it would be shown.
  return html`<span
    class="sentence ${lit ? 'lit' : ''} ${cited.length === 0 ? 'unsupported' : ''}"
    data-sentence=${index}
    @mouseenter=${() => onPoint({ sentence: index })}
    @mouseleave=${() => onPoint(undefined)}
    @focusin=${() => onPoint({ sentence: index })}
    @focusout=${() => onPoint(undefined)}
    >${piece.text.slice(0, tail)}<span class="tail">${piece.text.slice(tail)}<sup>${marks}${none}</sup></span></span
  >`;
}

const longestTail = 24;

/** Where the last word begins, which keeps its marks beside it; a very long one may be broken. */
function tailOf(text: string): number {
  const start = text.search(/\S+$/);
  return start < 0 || text.length - start > longestTail ? text.length : start;
}

export const replyTextStyles = css`
  .reply {
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
  .none {
    display: inline-block;
    padding: 0.1rem 0.25rem;
    border-radius: 4px;
    background: var(--warn-soft);
    color: var(--warn);
    font: 600 0.6875rem/1 var(--font);
  }
`;
