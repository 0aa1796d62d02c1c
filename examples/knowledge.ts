/** What the copilot answers from: folders of articles, macros, texts and a source of one's own; found by words and by meaning. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Embeddings, EvidenceSource } from '@deskrail/contracts';
import { articleFolder, documentList, fillMacro, macros, verifyEvidence, withEmbeddings } from '@deskrail/copilot';
import { temporaryFolder } from '@deskrail/testing';

await using folder = await temporaryFolder();
const articles = join(folder.path, 'articles');
await mkdir(articles);
await writeFile(join(articles, 'returns.md'), '# Returns\n\nYou can return unused items within 30 days.\n');
await writeFile(join(articles, 'care.html'), '<main><h1>Care</h1><p>Dry the tent before you pack it.</p></main>');
const file = join(folder.path, 'macros.json');
await writeFile(
  file,
  JSON.stringify([
    { id: 'late', title: 'Parcel is late', text: 'Dear {{customer.name}}, order {{order}} is late by a day.' },
  ]),
);

// A stand-in: yours is `openAiEmbeddings({ model: 'text-embedding-3-small' })`, or LangChain's.
const embeddings: Embeddings = {
  name: 'letters/1',
  async embed(texts) {
    return texts.map((text) => {
      const counts = Array.from('aeiou', (letter) => 1 + text.split(letter).length);
      return counts.map((count) => count / Math.hypot(...counts));
    });
  },
};

// --- sources
const handbook = articleFolder({ folder: articles, cache: join(folder.path, 'articles.cache') });
const notes = documentList({
  documents: [{ id: 'opening', title: 'Opening hours', text: 'The shop opens at 9.', scope: ['role:staff'] }],
  name: 'notes',
});
const sources = [
  withEmbeddings({ source: handbook, embeddings, cache: join(folder.path, 'articles.vectors') }),
  macros({ file }),
  notes,
];
// ---

// --- own
const stock: EvidenceSource = {
  name: 'stock',
  async retrieve({ text }, { signal }) {
    const answer = await ask(text, signal);
    if (answer === undefined) return [];
    return [
      {
        source: { id: `stock/${answer.item}`, kind: 'document', title: answer.item },
        version: answer.version,
        span: { start: 0, end: answer.text.length },
        quote: answer.text,
        score: 0.8,
        retrievedAt: new Date().toISOString(),
        scope: [],
      },
    ];
  },
  async check({ source, quote }, { signal }) {
    const answer = await ask(source.title ?? '', signal);
    if (answer === undefined) return 'gone';
    return answer.text === quote ? 'unchanged' : 'changed';
  },
};
// ---

async function ask(text: string, signal: AbortSignal) {
  signal.throwIfAborted();
  if (!/alder/i.test(text)) return undefined;
  return { item: 'Alder tent', text: 'The Alder tent is in stock.', version: 'sha256:1' };
}

const { signal } = new AbortController();
const query = (text: string, scopes: readonly string[] = []) => ({
  tenant: 'acme',
  text,
  earlier: [],
  scopes,
  limit: 3,
});

for (const text of ['Within how many days can I return items?', 'My parcel is late', 'Is the Alder in stock?']) {
  const found = await Promise.all([...sources, stock].map((source) => source.retrieve(query(text), { signal })));
  const [best] = found.flat().sort((one, other) => other.score - one.score);
  console.log(best?.source.id, '→', best?.quote);
}

// --- macro
const { text, missing } = fillMacro('Dear {{customer.name}}, order {{order}} is late.', { order: '1042' });
console.log(text, missing); // Dear {{customer.name}}, order 1042 is late. [ 'customer.name' ]
// ---

const [piece] = await handbook.retrieve(query('How do I pack a tent?'), { signal });
const quoted = piece === undefined ? [] : [{ id: 'e1', ...piece }];
await writeFile(join(articles, 'care.html'), '<main><h1>Care</h1><p>Dry the tent twice before you pack it.</p></main>');

// --- verify
const verified = await verifyEvidence({ evidence: quoted, sources, tenant: 'acme', scopes: ['role:staff'], signal });
for (const { evidence, state, quote } of verified) console.log(evidence.quote, state, quote ?? '');
// ---
