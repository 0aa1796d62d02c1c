import type { OpenAiAnswer, OpenAiAsked, OpenAiScript } from './answer.js';
import { readDataBlocks } from './data-blocks.js';
import { honestAnswer } from './honest-answer.js';
import { obedientAnswer } from './obedient-answer.js';
import type { TextRequest } from './text-request.js';
import { tokensOf, type Written, writtenOf } from './written.js';

export interface Turn {
  readonly answer: OpenAiAnswer;
  readonly written: Written;
}

const askedAtMost = 1_000;

/** The emulated model itself: its script first, else what it is like. */
export function createTextModel({
  script,
  obeysInjection = false,
  asked,
}: {
  readonly script?: OpenAiScript | undefined;
  readonly obeysInjection?: boolean | undefined;
  readonly asked: OpenAiAsked[];
}): (request: TextRequest, model: string) => Turn {
  let turns = 0;
  return ({ api, system, user, schema, maxOutputTokens }, model) => {
    const one: OpenAiAsked = { api, model, system, user, schema, data: readDataBlocks(user) };
    asked.push(one);
    if (asked.length > askedAtMost) asked.shift();
    const turn = turns;
    turns += 1;
    const told = typeof script === 'function' ? script(one) : script?.[turn];
    const own = () => (obeysInjection ? obedientAnswer(one) : honestAnswer(one));
    const answer = { ...told, output: told?.output === undefined ? own() : told.output };
    return { answer, written: writtenOf(answer, { inputTokens: tokensOf(system + user), maxOutputTokens }) };
  };
}
