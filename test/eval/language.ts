import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { embeddedFeatures } from '@deskrail/copilot';
import type { Measure } from './measure.ts';

const percent = (part: number, of: number): number => (of === 0 ? 0 : (100 * part) / of);
const asked: Readonly<Record<string, number>> = { sentences: 93, 'word-pairs': 79 };

/** How often the language of a text is told, by what customers send: sentences, two words, one. `und` counts as wrong. */
const language: Measure = {
  name: 'language',
  needs: ['lang-leipzig'],
  async run({ data, signal }) {
    const lines = (await readFile(join(data, 'lang-leipzig', 'texts.tsv'), 'utf8')).split('\n').filter(Boolean);
    const reader = embeddedFeatures({
      intents: { name: 'none', predict: async () => ({ intents: [], outOfScope: true }) },
    });
    const counts = new Map<string, { all: number; right: number; unsure: number }>();
    for (const line of lines) {
      signal.throwIfAborted();
      const [expected = '', kind = '', text = ''] = line.split('\t');
      const read = await reader.read({ about: 'measured', text, earlier: [] }, { signal });
      const count = counts.get(kind) ?? { all: 0, right: 0, unsure: 0 };
      count.all += 1;
      if (read.language === expected) count.right += 1;
      if (read.language === 'und') count.unsure += 1;
      counts.set(kind, count);
    }
    return [...counts].flatMap(([kind, { all, right, unsure }]) => {
      const atLeast = asked[kind];
      return [
        {
          name: `Language of ${kind}: accuracy`,
          value: percent(right, all),
          unit: '%',
          ...(atLeast !== undefined && { asked: { atLeast } }),
          how: `${all} texts, 20 languages; und counts as wrong`,
        },
        { name: `Language of ${kind}: right where it is not und`, value: percent(right, all - unsure), unit: '%' },
      ];
    });
  },
};

export const measures: readonly Measure[] = [language];
