import { vocabulary } from '@deskrail/contracts';
import { describe, expect, it } from 'vitest';
import { differencesOf } from './differences.js';
import type { Recommendation } from './replayed.js';

const definition = vocabulary.decisions.find(({ type }) => type === 'reply.suggested.v1');
const data = definition?.examples[0] as Extract<Recommendation, { type: 'reply.suggested.v1' }>['data'];
const suggested = (change: object) =>
  ({
    ...{ type: 'reply.suggested.v1', tenant: 'acme', id: 'rec_1', time: '2026-01-31T10:00:00Z' },
    data: { ...data, ...change },
  }) as Recommendation;
const withheld = (change: object) =>
  ({
    ...{ type: 'recommendation.withheld.v1', tenant: 'acme', id: 'rec_1', time: '2026-01-31T10:00:00Z' },
    data: { recommendationId: 'rec_1', kind: 'reply', about: data.about, pipeline: 'p', seen: [], ...change },
  }) as unknown as Recommendation;

const before = suggested({});
const reply = (text: string) => ({
  kind: 'reply',
  visibility: 'public',
  text,
  sentences: [{ text, evidence: ['e1'] }],
});

describe('two recommendations differ', () => {
  it.each([
    ['in nothing', {}, []],
    ['in nothing, whatever the order of flags', { flags: [] }, []],
    ['in their words', { proposal: reply('Orders within the country arrive in 3 days.') }, ['text']],
    ['in what else is proposed', { proposal: { ...data.proposal, visibility: 'private' } }, ['proposal']],
    ['in confidence, from half a hundredth on', { confidence: data.confidence + 0.01 }, ['confidence']],
    ['in nothing below', { confidence: data.confidence + 0.001 }, []],
    ['in flags', { flags: ['too-long'] }, ['flags']],
    ['in risk', { risk: 'high' }, ['risk']],
    ['in what policy says', { outcome: 'auto', rule: 'greetings' }, ['outcome', 'rule']],
  ])('%s', (_, change, differences) => {
    expect(differencesOf(before, suggested(change)).differences).toEqual(differences);
  });

  it('in words: as far as the words are apart', () => {
    const { distance } = differencesOf(before, suggested({ proposal: reply('Orders abroad arrive in 2 to 4 days.') }));
    expect(distance).toBeGreaterThan(0.1);
    expect(distance).toBeLessThan(0.6);
  });

  it('in evidence: added, removed, or of another version', () => {
    const [piece] = data.evidence;
    const other = { ...piece, source: { ...piece?.source, id: 'articles/returns.md' } };
    expect(differencesOf(before, suggested({ evidence: [piece, other] })).evidence).toEqual({
      ...{ added: ['articles/returns.md'], removed: [], changed: [] },
    });
    expect(differencesOf(before, suggested({ evidence: [] })).evidence?.removed).toEqual(['articles/delivery.md']);
    const rewritten = { ...piece, version: `sha256:${'7'.repeat(64)}` };
    expect(differencesOf(before, suggested({ evidence: [rewritten] })).evidence).toEqual({
      ...{ added: [], removed: [], changed: ['articles/delivery.md'] },
    });
  });

  it('in being withheld, and why', () => {
    expect(differencesOf(before, withheld({ reason: 'no-evidence' })).differences).toEqual(['outcome', 'reason']);
    expect(
      differencesOf(withheld({ reason: 'no-evidence' }), withheld({ reason: 'policy', detail: 'no-refunds' }))
        .differences,
    ).toEqual(['outcome', 'rule', 'reason']);
  });
});
