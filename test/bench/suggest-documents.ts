import { readFile } from 'node:fs/promises';
import { type RetrievalDoc, type RetrievalQuery, readRetrievalDocs, readRetrievalQueries } from '@deskrail/copilot';

const makers =
  `Alder Birch Cedar Elm Fir Hazel Larch Maple Oak Rowan Aspen Beech Cherry Juniper Linden Poplar Spruce Walnut
Willow Yew Heron Kestrel Lapwing Merlin Osprey`.split(/\s+/u);
const things = [
  ...['tent', 'stove', 'backpack', 'sleeping bag', 'rain jacket', 'head torch', 'water filter', 'hiking boot'],
  ...['climbing rope', 'kayak', 'trekking pole', 'cool box', 'camping chair', 'hammock', 'compass', 'fleece'],
  ...['gaiter', 'snow shoe', 'bike trailer', 'dry bag'],
];

/** What an article is headed with, what it says, and how two customers ask for it. */
const matters: readonly (readonly [heading: string, text: string, ask: string, other: string])[] = [
  ['delivery time', 'We deliver it within # working days.', 'how soon will you deliver my', 'when does the delivered'],
  ['returning', 'You can return it within # days.', 'can I still return the', 'returns of my'],
  ['repairs', 'Our workshop repairs it in # days.', 'can you repair my broken', 'repairing an old'],
  ['warranty', 'The warranty lasts # months.', 'is there any warranty on the', 'warranties for a'],
  ['sizes', 'It comes in # sizes.', 'what size should I choose for the', 'sizing of the'],
  ['washing', 'Wash it at # degrees at most.', 'how do I wash the', 'washed my'],
  ['spare parts', 'We keep spare parts for # years.', 'do you sell spare parts of the', 'a spare part for my'],
  ['refunds', 'We refund you within # days.', 'when am I refunded for the', 'no refund yet for my'],
  ['invoices', 'You find the invoice after # hours.', 'where is my invoice for the', 'invoiced wrongly for the'],
  ['collecting it', 'We keep it in the shop for # days.', 'could I collect the', 'collected my'],
  ['exchanging', 'Exchange it within # days.', 'I would like to exchange my', 'exchanged the'],
  ['waterproofing', 'Waterproof it every # weeks.', 'is it waterproof, the', 'waterproofed my'],
  ['storing', 'Store it at # degrees.', 'how should I store the', 'stored my'],
  ['weight', 'It weighs # hundred grams.', 'how much does it weigh, the', 'weights of the'],
  ['assembling', 'It takes # minutes to assemble.', 'I cannot assemble the', 'assembly of my'],
  ['recalls', 'Number # of the series was recalled.', 'have you recalled the', 'a recall of my'],
  ['discounts', 'We give # percent discount.', 'is the discount valid for the', 'discounted'],
  ['renting', 'You can rent it for # euros a day.', 'could we rent a', 'rental of the'],
  ['customs', 'Customs take # percent.', 'do I pay customs on the', 'customs duty for a'],
  ['batteries', 'The battery lasts # hours.', 'how long does the battery last in the', 'flat battery of my'],
];

const pick = <Item>(list: readonly Item[], index: number): Item => list[index % list.length] as Item;

const partsOf = (n: number) => ({
  matter: pick(matters, n),
  thing: pick(things, Math.floor(n / matters.length)),
  maker: pick(makers, Math.floor(n / (matters.length * things.length))),
});

/** Up to 10,000 articles, each about one matter of one product of one maker; invented. */
export const suggestDocuments = (count: number): readonly RetrievalDoc[] =>
  Array.from({ length: count }, (_, n) => {
    const { matter, thing, maker } = partsOf(n);
    const [heading, text] = matter;
    return {
      id: `article-${n}`,
      title: `${maker} ${thing}: ${heading}`,
      text: `${text.replace('#', String(2 + (n % 29)))} This holds for every ${thing} that ${maker} has made since 2019. Write to us with the order number and a photograph if you are in doubt, and we will look into it.`,
    };
  });

/** Two letters of a longer word change places, as in a hurry. */
function misspelt(text: string, n: number): string {
  const words = text.split(' ');
  const long = words.flatMap((word, at) => (word.length >= 6 ? [at] : []));
  const at = pick(long, n);
  const word = words[at];
  if (word === undefined) return text;
  words[at] = `${word.slice(0, 2)}${word[3]}${word[2]}${word.slice(4)}`;
  return words.join(' ');
}

/** Questions for articles all over, in other forms of their words; every third is misspelt. */
export const suggestQuestions = (count: number, documents: number): readonly RetrievalQuery[] =>
  Array.from({ length: count }, (_, n) => {
    const article = (n * 7_919) % documents;
    const { matter, thing, maker } = partsOf(article);
    const asked = `Hello, ${n % 2 === 0 ? matter[2] : matter[3]} ${maker} ${thing}?`;
    return {
      id: `question-${n}`,
      text: n % 3 === 0 ? misspelt(asked, n) : asked,
      prev: [],
      rel: [`article-${article}`],
    };
  });

/** Documents and questions of somebody's own, as JSON Lines. */
export async function readOwn(docs: string, queries: string) {
  return {
    docs: readRetrievalDocs(await readFile(docs, 'utf8')),
    queries: readRetrievalQueries(await readFile(queries, 'utf8')),
  };
}
