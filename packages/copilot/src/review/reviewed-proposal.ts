import {
  DeskrailError,
  type Evidence,
  type Proposal,
  type RecommendationView,
  type ReplyProposal,
  type SubmitVerdict,
} from '@deskrail/contracts';

const segmenter = new Intl.Segmenter(undefined, { granularity: 'sentence' });

const folded = (text: string): string => text.replace(/\s+/gu, ' ').trim();

/**
 * A reviewer's text as a reply: sentences that stand as they were suggested keep their evidence, the reviewer's own have
 * none. It is sent as it is written: a template of the desk's would say what it says, whatever the text.
 */
function replyFromText(text: string, suggested: ReplyProposal | undefined): ReplyProposal {
  const kept = new Map(suggested?.sentences.map((sentence) => [folded(sentence.text), sentence.evidence]));
  const parts = text
    .split(/\n+/u)
    .flatMap((line) => (kept.has(folded(line)) ? [line] : [...segmenter.segment(line)].map(({ segment }) => segment)))
    .map((part) => part.trim())
    .filter((part) => part !== '');
  // A text of very many sentences keeps its tail as one.
  const shown = parts.length > 500 ? [...parts.slice(0, 499), parts.slice(499).join(' ')] : parts;
  return {
    kind: 'reply',
    visibility: suggested?.visibility ?? 'public',
    text,
    ...(suggested?.language !== undefined && { language: suggested.language }),
    sentences: shown.map((part) => ({ text: part, evidence: [...(kept.get(folded(part)) ?? [])] })),
  };
}

const invalid = (message: string): DeskrailError => new DeskrailError('request-invalid', message);

function edited({ proposal, kind: suggested }: RecommendationView, request: SubmitVerdict): Proposal {
  // Where several must agree, somebody's own words may stand in the place of what was suggested.
  const kind = proposal?.kind ?? suggested;
  if (request.proposal !== undefined && request.text !== undefined) {
    throw invalid('An edit gives either text or proposal, not both.');
  }
  if (request.proposal !== undefined) {
    if (request.proposal.kind === kind) return request.proposal;
    throw invalid(`The recommendation is a ${kind}; an edit of it is one too, not a ${request.proposal.kind}.`);
  }
  if (request.text === undefined) throw invalid('An edit needs text, or for anything but a reply, proposal.');
  if (proposal?.kind !== 'reply') throw invalid(`Only a reply is edited by text; give the ${kind} as proposal.`);
  if (request.text.trim() === '') throw invalid('The text is empty; to send nothing, reject.');
  return replyFromText(request.text, proposal);
}

const parts = ['text', 'proposal', 'reason', 'escalateTo'] as const;

/** Beside the comment, which any verdict may have. */
const partsOf: Readonly<Record<SubmitVerdict['kind'], readonly string[]>> = {
  approve: [],
  edit: ['text', 'proposal'],
  respond: ['text'],
  reject: ['reason'],
  escalate: ['escalateTo'],
  comment: [],
};

/** A part that the verdict would leave unused is a slip: who approves with a text means to send the text. */
function refuseUnused(request: SubmitVerdict): void {
  const unused = parts.find((part) => request[part] !== undefined && !partsOf[request.kind].includes(part));
  if (unused === undefined) return;
  const advice = request.kind === 'approve' ? 'to change the reply, give an edit' : 'leave it out';
  throw invalid(`The verdict ${request.kind} takes no ${unused}; ${advice}.`);
}

/** What a verdict puts in force; `undefined` for those that put nothing. Throws `request-invalid`. */
export function reviewedProposal(view: RecommendationView, request: SubmitVerdict): Proposal | undefined {
  refuseUnused(request);
  switch (request.kind) {
    case 'approve':
      return view.proposal;
    case 'edit':
      return edited(view, request);
    case 'respond':
      if (request.text === undefined || request.text.trim() === '')
        throw invalid('To respond, give the reply as text.');
      return replyFromText(request.text, undefined);
    case 'reject':
      if (request.reason === undefined) throw invalid('A rejection needs a reason with one of the codes.');
      return undefined;
    case 'escalate':
      if (request.escalateTo === undefined) throw invalid('To escalate, say to which queue in escalateTo.');
      return undefined;
    case 'comment':
      if (request.comment === undefined || request.comment.trim() === '')
        throw invalid('A comment needs its text in comment.');
      return undefined;
  }
}

/** The evidence a proposal names; what a reviewer's own words stand on is nobody's passage. */
export const evidenceOf = (view: RecommendationView): readonly Evidence[] => view.evidence ?? [];
