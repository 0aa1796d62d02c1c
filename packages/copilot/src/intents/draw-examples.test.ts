import { expect, it } from 'vitest';
import { drawExamples } from './draw-examples.js';

const examples = [
  ...Array.from({ length: 900 }, (_, at) => ({ text: `often ${at}`, intent: 'often' })),
  ...Array.from({ length: 90 }, (_, at) => ({ text: `now and then ${at}`, intent: 'now-and-then' })),
  ...Array.from({ length: 5 }, (_, at) => ({ text: `rarely ${at}`, intent: 'rarely' })),
];
const countOf = (list: readonly { readonly intent: string }[], intent: string) =>
  list.filter((each) => each.intent === intent).length;

it('keeps all of rare labels and cuts the frequent ones, the same for the same seed', () => {
  const drawn = drawExamples(examples, { atMost: 205, seed: 1 });
  expect(['rarely', 'now-and-then', 'often'].map((intent) => countOf(drawn, intent))).toEqual([5, 90, 110]);
  expect(drawExamples(examples, { atMost: 205, seed: 1 })).toEqual(drawn);
  expect(drawExamples(examples, { atMost: 205, seed: 2 })).not.toEqual(drawn);
});

it('leaves alone what is few enough', () => {
  expect(drawExamples(examples, { atMost: 995, seed: 1 })).toBe(examples);
});
