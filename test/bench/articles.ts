import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const things = [
  'tent',
  'stove',
  'backpack',
  'sleeping bag',
  'rain jacket',
  'head torch',
  'water filter',
  'boot',
  'map',
  'rope',
];
const matters = [
  'delivery',
  'return',
  'repair',
  'warranty',
  'size',
  'washing',
  'spare part',
  'refund',
  'invoice',
  'pick-up',
];
const places = ['Alder', 'Birch', 'Cedar', 'Elm', 'Fir', 'Hazel', 'Larch', 'Maple', 'Oak', 'Rowan'];

/** The question that the n-th article answers. */
export const questionOf = (n: number): string => {
  const { thing, matter, place } = partsOf(n);
  return `Hello, what are your ${matter} terms for my ${place} ${thing}?`;
};

/** A thousand articles, each about one matter of one product; invented. */
export async function writeArticles(folder: string, count: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (let n = 0; n < count; n++) {
    const { thing, matter, place } = partsOf(n);
    const title = `${place} ${thing}: ${matter}`;
    const text = [
      `# ${title}`,
      `The ${matter} terms of the ${place} ${thing} are these. You have ${10 + (n % 50)} days from the day it reached you.`,
      `Write to us with the order number and a photograph of the ${thing}. We answer within ${1 + (n % 3)} working days.`,
      `## What it costs\n\nThere is no charge for ${matter} in the first year. After that it is ${5 + (n % 20)} euros for a ${place} ${thing}.`,
    ];
    await writeFile(join(folder, `article-${n}.md`), `${text.join('\n\n')}\n`);
  }
}

const pick = (list: readonly string[], index: number): string => list[index % list.length] ?? '';

const partsOf = (n: number) => ({
  thing: pick(things, n),
  matter: pick(matters, Math.floor(n / 10)),
  place: pick(places, Math.floor(n / 100)),
});
