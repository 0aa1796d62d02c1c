import { evaluateIntents, starterIntents } from '@deskrail/copilot';
import { starterPairs, starterTexts } from './intents-starter-texts.ts';
import type { Measure } from './measure.ts';

const starter: Measure = {
  name: 'intents-starter',
  needs: [],
  async run({ signal }) {
    const model = starterIntents();
    const report = await evaluateIntents(model, starterTexts, { signal });
    let both = 0;
    for (const { text, intents } of starterPairs) {
      const found = (await model.predict(text, { signal })).intents.map(({ name }) => name);
      if (intents.every((intent) => found.includes(intent))) both += 1;
    }
    const how = `${report.inScope} messages in four languages, ${report.outOfScope} out of scope, written by us before the starter's phrases`;
    return [
      { name: 'Starter intents: accuracy', value: report.accuracy * 100, unit: '%', how },
      {
        name: 'Starter intents: accuracy with the threshold',
        value: report.accuracyWithThreshold * 100,
        unit: '%',
        how,
      },
      { name: 'Starter intents: out of scope recognised', value: (report.outOfScopeRecall ?? 0) * 100, unit: '%', how },
      { name: 'Starter intents: calibration error', value: report.calibrationError, unit: '', how },
      {
        name: 'Starter intents: both of two wishes found',
        value: (both / starterPairs.length) * 100,
        unit: '%',
        how: `${starterPairs.length} messages`,
      },
    ];
  },
};

export const measures: readonly Measure[] = [starter];
