import type { Proposal, RecommendationView, VerdictGiven } from '@deskrail/contracts';
import { type TemporaryFolder, temporaryFolder } from '@deskrail/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDeskrail } from './create-deskrail.js';
import { editMeasure } from './learning-metrics.js';

let folder: TemporaryFolder;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

const key = 'the-key-of-the-bot';
const keys = [{ name: 'bot', key, roles: ['reader' as const, 'writer' as const] }];

describe('an instance that recommends', () => {
  it('tells in its metrics and in the log that too many replies fall back, and no second time after a restart', async () => {
    const options = { data: folder.path, keys, fallbackAlert: { minimum: 3 } };
    const told = async (deskrail: Awaited<ReturnType<typeof createDeskrail>>) => {
      const found: string[] = [];
      for await (const { event } of deskrail.log.read({ stream: 'decisions' })) {
        if (event.type === 'fallback-rate.exceeded.v1') found.push(event.id);
      }
      return found;
    };
    const ask = (deskrail: Awaited<ReturnType<typeof createDeskrail>>, text: string) =>
      deskrail.fetch(
        new Request('http://deskrail.example/v1/suggestions', {
          method: 'POST',
          headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
          body: JSON.stringify({ text }),
        }),
      );
    const metrics = async (deskrail: Awaited<ReturnType<typeof createDeskrail>>) =>
      (await deskrail.fetch(new Request('http://deskrail.example/metrics'))).text();
    {
      await using deskrail = await createDeskrail(options);
      await deskrail.start();
      for (const thing of ['moon', 'sun', 'mars']) await ask(deskrail, `Do you deliver to the ${thing}?`);
      await expect.poll(() => told(deskrail), { timeout: 10_000 }).toHaveLength(1);
      expect(await metrics(deskrail)).toMatch(/deskrail_fallback_rate 1\n/);
    }
    await using again = await createDeskrail(options);
    await again.start();
    await ask(again, 'Do you deliver to Venus?');
    await expect.poll(() => metrics(again), { timeout: 10_000 }).toMatch(/deskrail_fallback_rate 1\n/);
    expect(await told(again)).toHaveLength(1);
  });

  it('refuses a share that is none', async () => {
    await expect(createDeskrail({ data: folder.path, fallbackAlert: { threshold: 30 } })).rejects.toThrow(
      'fallbackAlert.threshold',
    );
  });
});

it('measures how far what was let through is from what was suggested', async () => {
  const reply = (text: string): Proposal => ({ kind: 'reply', visibility: 'public', text, sentences: [] });
  const recommendation = async () => ({ proposal: reply('one two'), verdicts: [] }) as unknown as RecommendationView;
  const verdict = {
    tenant: 'a',
    data: { recommendationId: 'r', final: reply('one three') },
  } as unknown as VerdictGiven;
  expect(await editMeasure({ recommendation })(verdict)).toBe(0.5);
  expect(await editMeasure({ recommendation: async () => undefined })(verdict)).toBeUndefined();
});
