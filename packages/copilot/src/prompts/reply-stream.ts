import type { Model } from '@deskrail/contracts';
import type { PromptMasking } from './masking.js';
import { citedIds, sentenceText } from './read-output.js';

type OnReply = NonNullable<Parameters<Model['suggest']>[1]['onReply']>;

interface Open {
  readonly isArray: boolean;
  key: string;
  awaitsKey: boolean;
}

/**
 * Reads a model's JSON while it is being written and tells of the reply's sentences, all so far, each time one is whole.
 * What comes after may still make the output invalid: nothing told here is final.
 */
export function createReplyStream(masking: PromptMasking, onReply: OnReply): { push(delta: string): void } {
  const sentences: { text: string; evidence: readonly string[] }[] = [];
  const open: Open[] = [];
  let literal: string | undefined;
  let isEscaped = false;
  let element: string | undefined;

  const isSentences = () =>
    open.length === 3 && open[0]?.key === 'reply' && open[1]?.key === 'sentences' && open[2]?.isArray;

  function told(written: string): void {
    const sentence = sentenceOf(written);
    if (sentence === undefined) return;
    const text = sentenceText(sentence.text, masking);
    if (text === '') return;
    sentences.push({ text, evidence: citedIds(sentence.evidence) });
    onReply([...sentences]);
  }

  function endOfLiteral(): void {
    const top = open.at(-1);
    if (top !== undefined && !top.isArray && top.awaitsKey) top.key = literal ?? '';
    literal = undefined;
  }

  function step(character: string): void {
    if (element !== undefined) element += character;
    if (literal !== undefined) {
      if (isEscaped) isEscaped = false;
      else if (character === '\\') isEscaped = true;
      else if (character === '"') {
        endOfLiteral();
        return;
      }
      // Only keys are looked at, and those of ours are short.
      if (literal.length < 32) literal += character;
      return;
    }
    const top = open.at(-1);
    if (character === '"') literal = '';
    else if (character === ':' && top !== undefined) top.awaitsKey = false;
    else if (character === ',' && top !== undefined) top.awaitsKey = !top.isArray;
    else if (character === '{' || character === '[') {
      if (character === '{' && isSentences()) element = '{';
      open.push({ isArray: character === '[', key: '', awaitsKey: character === '{' });
    } else if (character === '}' || character === ']') {
      open.pop();
      if (element === undefined || !isSentences()) return;
      told(element);
      element = undefined;
    }
  }

  return {
    push(delta) {
      for (const character of delta) step(character);
    },
  };
}

function sentenceOf(written: string): { readonly text: string; readonly evidence: readonly string[] } | undefined {
  try {
    const { text, evidence } = JSON.parse(written) as { text?: unknown; evidence?: unknown };
    if (typeof text !== 'string' || !Array.isArray(evidence)) return undefined;
    return { text, evidence: evidence.filter((id) => typeof id === 'string') };
  } catch {
    return undefined;
  }
}
