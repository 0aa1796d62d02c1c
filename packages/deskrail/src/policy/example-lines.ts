import type { DryRunExample, Judged } from '@deskrail/copilot';

/** Never above what it is: a rule that wants 0.8 does not take 0.7996. */
const confidenceText = (confidence: number): string => (Math.floor(confidence * 1000 + 1e-9) / 1000).toFixed(3);

export function exampleLines({
  recommendationId,
  conversation,
  confidence,
  risk,
  rule,
  heldBy,
  error,
  judged,
  question,
  text,
}: DryRunExample): readonly string[] {
  const facts = [
    ...(conversation === undefined ? [] : [conversation]),
    `confidence ${confidenceText(confidence)}`,
    ...(risk === undefined ? [] : [`risk ${risk}`]),
    ...(heldBy === undefined ? [] : [`held by ${heldBy}`]),
    ...(error === undefined ? (rule === undefined ? [] : [`rule ${rule}`]) : [error]),
    judgedWord(judged),
  ];
  return [
    `${recommendationId}  ${facts.join(', ')}`,
    ...(question === undefined || question === '' ? [] : [`  asked: ${quoted(question)}`]),
    ...(text === undefined ? [] : [`  draft: ${quoted(text)}`]),
  ];
}

const textAtMost = 4_000;

const quoted = (text: string): string =>
  JSON.stringify(text.length > textAtMost ? `${text.slice(0, textAtMost)}…` : text);

function judgedWord({ how, distance, code }: Judged): string {
  switch (how) {
    case 'as-is':
      return 'approved as is';
    case 'edited':
      return distance === undefined ? 'edited' : `edited by ${distance.toFixed(2)}`;
    case 'own-words':
      return 'answered in own words';
    case 'rejected':
      return code === undefined ? 'rejected' : `rejected as ${code}`;
    case 'waiting':
      return 'nobody looked';
    case 'nobody':
      return 'nobody judged';
    default:
      return how;
  }
}
