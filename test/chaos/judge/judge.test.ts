import { describe, expect, it } from 'vitest';
import type { Evidence, Logged } from './evidence.ts';
import { isClean, type Judgement, judge } from './judge.ts';

const conversation = 'conversation:zendesk:77';
const fact = (id: string): Logged => ({ id, type: 'message.received.v1', subject: conversation, data: {} });
const action = (type: string, actionId = 'act-1') =>
  ({ id: `${actionId}/${type}`, type, subject: conversation, data: { actionId } }) as Logged;
const message = (id: string, arrival: number, more = {}) => ({
  ...{ id, fact: `fact-${id}`, direction: 'received', author: { kind: 'customer' }, visibility: 'public' },
  ...{ text: `Text ${id}`, at: '2026-03-02T08:00:00Z', arrival, appendedAt: '2026-03-02T08:00:00Z', ...more },
});

/** A desk with one ticket, two messages, one approved reply: all as it should be. */
const clean = {
  sent: [
    {
      ...{ invocation: 'i-1', body: '{}', type: 'trigger', copies: 2, acknowledged: true, stale: false },
      ...{ held: false, reconciled: false, facts: ['fact-1'] },
    },
  ],
  verdicts: [{ recommendation: 'rec-1', verdict: 'ver-1', reviewer: 'anna', kind: 'approve' }],
  log: {
    facts: [fact('fact-1'), fact('fact-2'), fact('fact-1')],
    decisions: [
      {
        ...{ id: 'd-1', type: 'verdict.given.v1', subject: conversation },
        data: { verdictId: 'ver-1', recommendationId: 'rec-1', decides: true },
      },
    ],
    actions: ['approved', 'started', 'executed'].map((what) => action(`action.${what}.v1`)),
    deadLetters: [],
  },
  conversations: [
    {
      ...{ id: conversation, status: 'open', priority: 'high', tags: ['a', 'b'], assignee: { kind: 'agent', id: '9' } },
      messages: [message('1', 1), message('2', 2)],
    },
  ],
  recommendations: [
    { recommendationId: 'rec-1', status: 'approved', kind: 'reply', about: { conversation, fact: 'fact-2' }, seen: [] },
  ],
  actions: [
    {
      ...{ id: 'act-1', verdictId: 'ver-1', index: 0, status: 'executed', conversation },
      parameters: { kind: 'post-reply' },
    },
  ],
  tickets: [
    {
      ...{ id: '77', status: 'open', priority: 'high', tags: ['b', 'a'], assigneeId: '9', markers: ['act-1'] },
      comments: [
        { id: '1', text: 'Text 1', public: true },
        { id: '2', text: 'Text 2', public: true },
      ],
    },
  ],
  witnesses: [
    {
      group: 'witness',
      effects: [
        { id: 'fact-1', subject: conversation },
        { id: 'fact-2', subject: conversation },
      ],
    },
  ],
} as unknown as Evidence;

const log = (over: Partial<Evidence['log']>): Evidence => ({ ...clean, log: { ...clean.log, ...over } });
const only = <Item>(items: readonly Item[]): Item => items[0] as Item;
const held = (over: object): Evidence => ({
  ...clean,
  conversations: [{ ...only(clean.conversations), ...over } as Evidence['conversations'][number]],
});
const atTheDesk = (over: object): Evidence => ({ ...clean, tickets: [{ ...only(clean.tickets), ...over }] });
const oneAction = (over: object): Evidence => ({ ...clean, actions: [{ ...only(clean.actions), ...over }] });

/** Which of the promises are broken. */
const broken = (evidence: Evidence): readonly string[] =>
  Object.entries(judge(evidence))
    .filter(([, wrong]) => wrong.length > 0)
    .map(([name]) => name);

describe('the judge', () => {
  it('finds nothing where all is well, the same id twice in the log included', () => {
    expect(judge(clean)).toEqual({
      ...{ lost: [], executedTwice: [], unabsorbed: [], outOfOrder: [], differing: [], unserved: [], unfinished: [] },
    });
    expect(isClean(judge(clean))).toBe(true);
  });

  const cases: readonly (readonly [name: string, evidence: Evidence, ...promises: (keyof Judgement)[]])[] = [
    ['an acknowledged fact is not in the log', log({ facts: [fact('fact-2')] }), 'lost', 'outOfOrder'],
    ['an answered verdict is not in the log', log({ decisions: [] }), 'lost'],
    [
      'the desk was changed by an action that never started',
      atTheDesk({ markers: ['act-1', 'act-9'] }),
      'lost',
      'differing',
    ],
    ['a consumer was never given a fact', { ...clean, witnesses: [{ group: 'w', effects: [] }] }, 'lost'],
    ['an action was carried out twice', atTheDesk({ markers: ['act-1', 'act-1'] }), 'executedTwice'],
    [
      'two actions were carried out for one approval',
      {
        ...log({
          actions: [
            ...clean.log.actions,
            ...['approved', 'started', 'executed'].map((what) => action(`action.${what}.v1`, 'act-2')),
          ],
        }),
        ...{ actions: [only(clean.actions), { ...only(clean.actions), id: 'act-2' }] },
        ...{ tickets: [{ ...only(clean.tickets), markers: ['act-1', 'act-2'] }] },
      },
      'executedTwice',
    ],
    [
      'a message is there twice',
      held({ messages: [message('1', 1), message('2', 2), message('2', 3)] }),
      'unabsorbed',
      'outOfOrder',
    ],
    [
      'two verdicts decide one recommendation',
      log({
        decisions: [
          ...clean.log.decisions,
          {
            ...only(clean.log.decisions),
            id: 'd-2',
            data: { verdictId: 'ver-2', recommendationId: 'rec-1', decides: true },
          },
        ],
      }),
      'unabsorbed',
    ],
    [
      'a consumer had an effect twice',
      {
        ...clean,
        witnesses: [
          {
            group: 'w',
            effects: [only(only(clean.witnesses ?? []).effects), only(only(clean.witnesses ?? []).effects)],
          },
        ],
      },
      ...(['lost', 'unabsorbed'] as const),
    ],
    [
      'messages arrived in another order than the log’s',
      held({ messages: [message('1', 2), message('2', 1)] }),
      'outOfOrder',
    ],
    ['an action started before it was approved', log({ actions: clean.log.actions.toReversed() }), 'outOfOrder'],
    [
      'a consumer had its effects in another order',
      { ...clean, witnesses: [{ group: 'w', effects: (clean.witnesses?.[0]?.effects ?? []).toReversed() }] },
      'outOfOrder',
    ],
    ['the status differs', held({ status: 'solved' }), 'differing'],
    ['a tag differs', held({ tags: ['a'] }), 'differing'],
    ['a message is missing in the store', held({ messages: [message('2', 2)] }), 'differing'],
    [
      'a message reads otherwise',
      held({ messages: [message('1', 1, { text: 'Other' }), message('2', 2)] }),
      'differing',
    ],
    [
      'a redacted text is still in the store',
      atTheDesk({ comments: [{ id: '1', text: '▇▇▇', public: true }, only(clean.tickets).comments[1]] }),
      'differing',
    ],
    [
      'the store knows a message that the desk does not',
      atTheDesk({ comments: only(clean.tickets).comments.slice(0, 1) }),
      'differing',
    ],
    ['a ticket is not in the store', { ...clean, conversations: [] }, 'differing'],
    ['an executed action left nothing at the desk', atTheDesk({ markers: [] }), 'differing'],
    ['nothing was recommended to a customer who waits', { ...clean, recommendations: [] }, 'unserved'],
    ['an action has no end', oneAction({ status: 'uncertain' }), 'differing', 'unfinished'],
    ['the store does not know an approved action', { ...clean, actions: [] }, 'differing', 'unfinished'],
    ['a webhook was never taken', { ...clean, sent: [{ ...only(clean.sent), acknowledged: false }] }, 'unfinished'],
  ];
  it.each(cases.map(([name, evidence, ...promises]) => ({ name, evidence, promises })))('sees that $name', (wrong) => {
    const { evidence, promises } = wrong;
    expect(broken(evidence)).toEqual(promises);
    expect(isClean(judge(evidence))).toBe(false);
  });
});
