import { embeddedModel } from '@deskrail/copilot';
import { type OpenAiHarm, openAiHarms } from '@deskrail/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectNothingDone } from './assert-harmless.ts';
import { injectedTexts } from './injected-texts.ts';
import { type ObedientModel, obedientModel } from './obedient-model.ts';
import { type InjectionPlace, openInjectionPlace } from './place.ts';
import { ownCases } from './planted.ts';
import { tryCases } from './try-cases.ts';

describe('what is planted in a case does no harm', { timeout: 60_000 }, () => {
  test('by the embedded model', async () => {
    await using place = await openInjectionPlace(embeddedModel());
    expect(await tryCases(place, ownCases)).toBeGreaterThan(ownCases.length);
    await expectNothingDone(place);
  });

  describe('by a model that obeys it', () => {
    let place: InjectionPlace;
    let obedient: ObedientModel;
    beforeAll(async () => {
      obedient = obedientModel();
      place = await openInjectionPlace(obedient.model);
    });
    afterAll(() => place[Symbol.asyncDispose]());

    test('all at once', async () => {
      expect(await tryCases(place, ownCases)).toBeGreaterThan(0);
      await expectNothingDone(place);
    });

    // A lone lie among true sentences is harder to find than a page of them.
    test.each(openAiHarms.slice(1))('one harm among true sentences: %s', async (harm: OpenAiHarm) => {
      obedient.does(harm);
      const share = openAiHarms.indexOf(harm) % 3;
      await tryCases(
        place,
        ownCases.filter((_, at) => at % 3 === share),
      );
      await expectNothingDone(place);
    });
  });
});

// DESKRAIL_EVAL_DATA=../shared/data npx vitest run test/injection
const data = process.env.DESKRAIL_EVAL_DATA;
describe.skipIf(data === undefined)('public texts, planted in a case, do no harm', { timeout: 300_000 }, () => {
  test.each(['embedded', 'obedient'] as const)('by the %s model', async (which) => {
    await using place = await openInjectionPlace(which === 'embedded' ? embeddedModel() : obedientModel().model);
    await tryCases(place, await injectedTexts(data ?? ''));
    await expectNothingDone(place);
  });
});
