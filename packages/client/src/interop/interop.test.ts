import type { Proposal, RecommendationView, SubmitVerdict } from '@deskrail/contracts';
import { submitVerdict } from '@deskrail/contracts';
import type { HumanResponse as TheirResponse, HumanInterrupt as Theirs } from '@langchain/langgraph/prebuilt';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type AgUiResume,
  fromAgUiResume,
  fromHitlRequest,
  fromHitlResponse,
  fromHumanInterrupt,
  fromHumanResponse,
  type HitlDecision,
  type HumanResponse,
  type Reviewed,
  toAgUiInterrupt,
  toAgUiResume,
  toHitlRequest,
  toHitlResponse,
  toHumanInterrupt,
  toHumanResponse,
} from './index.js';

const hash = `sha256:${'0'.repeat(64)}`;
const text = fc.string({ minLength: 1, maxLength: 40 });
const json = fc.dictionary(text, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4, noNullPrototype: true });

const proposals: fc.Arbitrary<Proposal> = fc.oneof(
  fc.record({ kind: fc.constant('tool-call' as const), tool: text, arguments: json }) as fc.Arbitrary<Proposal>,
  text.map((words): Proposal => ({ kind: 'reply', text: words, visibility: 'public', sentences: [] })),
  text.map((to): Proposal => ({ kind: 'escalation', to, why: 'A rule.' })),
  text.map((tag): Proposal => ({ kind: 'classification', addTags: [tag] })),
);

const reviewed = (proposal: Proposal): Reviewed => ({
  recommendationId: 'rec_1',
  kind: proposal.kind,
  status: 'open',
  hash,
  proposal,
  confidence: 0.5,
  about: { question: 'May I?' },
  verdicts: [],
});

/** The view once this verdict has decided. */
function decided(view: Reviewed, verdict: SubmitVerdict): Reviewed {
  const { proposal } = view;
  const finals: Partial<Record<SubmitVerdict['kind'], Proposal | undefined>> = {
    approve: proposal,
    edit: verdict.proposal,
    respond: { kind: 'reply', text: verdict.text ?? '', visibility: 'public', sentences: [] },
  };
  const final = finals[verdict.kind];
  const given = {
    ...{ verdictId: 'ver_1', recommendationId: 'rec_1', hash, kind: verdict.kind, reviewer: 'reviewer/anna' },
    ...{ decides: true, at: '2026-01-31T09:30:00Z' },
    ...(final && { final }),
    ...(verdict.reason && { reason: verdict.reason }),
    ...(verdict.comment && { comment: verdict.comment }),
  } as NonNullable<RecommendationView['verdict']>;
  return { ...view, status: verdict.kind === 'reject' ? 'rejected' : 'approved', verdict: given };
}

/** The view once one has written what is proposed now, which decides nothing, and another has approved that. */
function agreed(view: Reviewed, written: SubmitVerdict): Reviewed {
  const { verdict: draft } = decided(view, written);
  const finalHash = `sha256:${'1'.repeat(64)}`;
  const first = { ...draft, decides: false, finalHash } as NonNullable<Reviewed['verdict']>;
  const waits = { ...view, hash: finalHash, suggestedHash: hash, verdicts: [first], proposal: first.final } as Reviewed;
  const { verdict, ...rest } = decided(waits, { kind: 'approve', hash: finalHash });
  const second = { ...verdict, hash: finalHash } as NonNullable<Reviewed['verdict']>;
  return { ...rest, verdict: second, verdicts: [first, second] };
}

const verdictsOn = (view: Reviewed): fc.Arbitrary<SubmitVerdict> =>
  fc.oneof(
    fc.constant<SubmitVerdict>({ kind: 'approve', hash }),
    fc.record({ kind: fc.constant('approve' as const), hash: fc.constant(hash), comment: text }),
    text.map((words): SubmitVerdict => ({ kind: 'respond', hash, text: words })),
    fc
      .constantFrom('wrong', 'tone', 'not-needed', 'other')
      .map((code): SubmitVerdict => ({ kind: 'reject', hash, reason: { code: code as 'wrong' } })),
    text.map((why): SubmitVerdict => ({ kind: 'reject', hash, reason: { code: 'unsafe', text: why } })),
    proposals
      .filter(({ kind }) => kind === view.kind)
      .map((proposal): SubmitVerdict => ({ kind: 'edit', hash, proposal })),
  );

const cases = proposals.chain((proposal) => {
  const view = reviewed(proposal);
  return verdictsOn(view).map((verdict) => ({ view, verdict }));
});

const standardOnly = <Value>(value: Value): Value => {
  const copy = structuredClone(value) as Record<string, unknown>;
  delete copy.deskrail;
  return copy as Value;
};

describe('a verdict, told to an agent and read back, is the same', () => {
  test.each([
    ['LangGraph', (view: Reviewed) => fromHumanResponse(view, toHumanResponse(view) as HumanResponse)],
    ['LangChain', (view: Reviewed) => fromHitlResponse([view], toHitlResponse([view]) ?? { decisions: [] })[0]],
    ['AG-UI', (view: Reviewed) => fromAgUiResume(view, toAgUiResume(view) as AgUiResume)],
  ])('%s', (_, thereAndBack) => {
    fc.assert(
      fc.property(cases, ({ view, verdict }) => {
        const back = thereAndBack(decided(view, verdict));
        expect(back).toEqual(verdict);
        expect(submitVerdict.safeParse(back).success).toBe(true);
      }),
    );
  });
});

describe('what one wrote and another approved is what the agent is told to do, and not what it proposed', () => {
  const refund: Proposal = { kind: 'tool-call', tool: 'refund', arguments: { order: '1', amount: 800 } };
  const less: Proposal = { kind: 'tool-call', tool: 'refund', arguments: { order: '1', amount: 90 } };
  const edited = agreed(reviewed(refund), { kind: 'edit', hash, proposal: less });
  const refused = agreed(reviewed(refund), { kind: 'respond', hash, text: 'No, we do not refund this.' });

  test('LangGraph', () => {
    expect(toHumanResponse(edited)).toMatchObject({
      type: 'edit',
      args: { action: 'refund', args: { order: '1', amount: 90 } },
    });
    expect(toHumanResponse(refused)).toMatchObject({ type: 'response', args: 'No, we do not refund this.' });
  });

  test('LangChain', () => {
    expect(toHitlResponse([edited, refused])?.decisions).toMatchObject([
      { type: 'edit', editedAction: { name: 'refund', args: { order: '1', amount: 90 } } },
      { type: 'respond', message: 'No, we do not refund this.' },
    ]);
  });

  test('AG-UI', () => {
    expect(toAgUiResume(edited)?.payload).toEqual({ kind: 'edit', proposal: less });
    expect(toAgUiResume(refused)?.payload).toEqual({ kind: 'respond', text: 'No, we do not refund this.' });
  });

  test('a reply that is edited is an edit, and one in own words an answer', () => {
    const reply = (words: string): Proposal => ({ kind: 'reply', text: words, visibility: 'public', sentences: [] });
    const better = agreed(reviewed(reply('Yes.')), { kind: 'edit', hash, proposal: reply('Yes, today.') });
    const own = agreed(reviewed(reply('Yes.')), { kind: 'respond', hash, text: 'No.' });
    expect(toHumanResponse(better)).toMatchObject({ type: 'edit', args: { args: { text: 'Yes, today.' } } });
    expect(toHumanResponse(own)).toMatchObject({ type: 'response', args: 'No.' });
  });

  test('read back it is the approval that it was', () => {
    const verdict = { kind: 'approve', hash: edited.hash };
    expect(fromHumanResponse(edited, toHumanResponse(edited) as HumanResponse)).toEqual(verdict);
    expect(fromHitlResponse([edited], toHitlResponse([edited]) ?? { decisions: [] })).toEqual([verdict]);
    expect(fromAgUiResume(edited, toAgUiResume(edited) as AgUiResume)).toEqual(verdict);
  });

  test('what was put back as it was is an approval', () => {
    const back: Reviewed = { ...edited, suggestedHash: edited.hash as string };
    expect(toHumanResponse(back)).toMatchObject({ type: 'accept' });
  });

  test('what is kept no longer lets nothing go', () => {
    const { final: _, ...verdict } = edited.verdict as NonNullable<Reviewed['verdict']>;
    expect(() => toHumanResponse({ ...edited, verdict })).toThrow('is kept no longer');
  });
});

describe('what a framework’s own inbox answers, given as a verdict and told back, is the same', () => {
  const action = fc.record({ action: text, args: json });

  test('LangGraph', () => {
    const responses: fc.Arbitrary<HumanResponse> = fc.oneof(
      fc.constantFrom<HumanResponse>({ type: 'accept', args: null }, { type: 'ignore', args: null }),
      text.map((args): HumanResponse => ({ type: 'response', args })),
      action.map(
        (args): HumanResponse => ({ type: 'edit', args: args as { action: string; args: Record<string, unknown> } }),
      ),
    );
    fc.assert(
      fc.property(proposals, responses, (proposal, response) => {
        const view = reviewed(proposal);
        const back = toHumanResponse(decided(view, fromHumanResponse(view, response)));
        expect(standardOnly(back)).toEqual(response);
      }),
    );
  });

  test('LangChain, for several actions at once and in their order', () => {
    const decisions: fc.Arbitrary<HitlDecision> = fc.oneof(
      fc.constantFrom<HitlDecision>({ type: 'approve' }, { type: 'reject' }),
      text.map((message): HitlDecision => ({ type: 'reject', message })),
      text.map((message): HitlDecision => ({ type: 'respond', message })),
      fc.record({ name: text, args: json }).map(
        (editedAction): HitlDecision => ({
          type: 'edit',
          editedAction: editedAction as { name: string; args: Record<string, unknown> },
        }),
      ),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(proposals, decisions), { minLength: 1, maxLength: 4 }), (pairs) => {
        const views = pairs.map(([proposal]) => reviewed(proposal));
        const verdicts = fromHitlResponse(views, { decisions: pairs.map(([, decision]) => decision) });
        const back = toHitlResponse(views.map((view, index) => decided(view, verdicts[index] as SubmitVerdict)));
        expect(back?.decisions.map(standardOnly)).toEqual(pairs.map(([, decision]) => decision));
      }),
    );
  });
});

test('what waits reads as the tool call it is, and put before people again it is the same proposal', () => {
  fc.assert(
    fc.property(proposals, (proposal) => {
      const view = reviewed(proposal);
      const setting = { id: 'call-1', question: 'May I?' };
      expect(fromHumanInterrupt(toHumanInterrupt(view), setting).proposal).toEqual(proposal);
      expect(fromHitlRequest(toHitlRequest([view]), () => setting)[0]?.proposal).toEqual(proposal);
      expect(JSON.parse(JSON.stringify(toAgUiInterrupt(view)))).toMatchObject({
        id: 'rec_1',
        metadata: { deskrail: { hash } },
      });
    }),
  );
  const refund: Proposal = { kind: 'tool-call', tool: 'refund', arguments: { order: '1042' } };
  expect(toHumanInterrupt(reviewed(refund)).action_request).toEqual({ action: 'refund', args: { order: '1042' } });
});

test('while nobody has decided there is nothing to resume with', () => {
  const open = reviewed({ kind: 'escalation', to: 'seniors', why: 'A rule.' });
  const done = decided(open, { kind: 'approve', hash });
  expect([toHumanResponse(open), toHitlResponse([done, open]), toAgUiResume(open)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

describe('an answer decides what its person saw, and nothing newer', () => {
  const refund: Proposal = { kind: 'tool-call', tool: 'refund', arguments: { order: '1', amount: 800 } };
  const shown = reviewed(refund);
  const newer: Reviewed = { ...shown, hash: `sha256:${'2'.repeat(64)}`, suggestedHash: hash };
  const edit = { action: 'refund', args: { order: '1', amount: 1 } };

  test('LangGraph', () => {
    const { deskrail } = toHumanInterrupt(shown);
    for (const answer of [
      { type: 'accept', args: null },
      { type: 'edit', args: edit },
    ] as HumanResponse[]) {
      expect(fromHumanResponse(newer, { ...answer, deskrail })).toMatchObject({ hash });
    }
  });

  test('LangChain', () => {
    const [action] = toHitlRequest([shown]).actionRequests;
    const decisions = [{ type: 'approve' as const, deskrail: action?.deskrail as { recommendationId: string } }];
    expect(fromHitlResponse([newer], { decisions })).toEqual([{ kind: 'approve', hash }]);
  });

  test('AG-UI', () => {
    const { id: interruptId, metadata = {} } = toAgUiInterrupt(shown);
    const entry = { interruptId, status: 'resolved' as const, payload: { kind: 'approve' }, metadata };
    expect(fromAgUiResume(newer, entry)).toEqual({ kind: 'approve', hash });
  });

  test('what was shown of another is no answer to this', () => {
    const deskrail = { ...toHumanInterrupt(shown).deskrail, recommendationId: 'rec_2' };
    expect(() => fromHumanResponse(shown, { type: 'accept', args: null, deskrail })).toThrow('answers rec_2');
  });
});

test('an answer to something else, or none, is refused in words', () => {
  const view = reviewed({ kind: 'escalation', to: 'seniors', why: 'A rule.' });
  const entry: AgUiResume = { interruptId: 'rec_2', status: 'resolved', payload: { kind: 'approve' } };
  expect(() => fromAgUiResume(view, entry)).toThrow('answers rec_2');
  expect(() => fromAgUiResume(view, { ...entry, interruptId: 'rec_1', payload: 'yes' })).toThrow(
    'kind is one of approve',
  );
  expect(() => fromHitlResponse([view, view], { decisions: [{ type: 'approve' }] })).toThrow('decide each, in order');
  expect(() => fromHumanResponse(view, { type: 'edit', args: null })).toThrow('no args like these');
  const { hash: _, ...nothing } = view;
  expect(() => toHumanInterrupt(nothing as Reviewed)).toThrow('Nothing is proposed');
});

test('is LangGraph’s own type, for the compiler', () => {
  const view = reviewed({ kind: 'tool-call', tool: 'refund', arguments: {} });
  const interrupt: Theirs = toHumanInterrupt(view);
  const response: TheirResponse | undefined = toHumanResponse(decided(view, { kind: 'approve', hash }));
  expect([interrupt.config.allow_edit, response?.type]).toEqual([true, 'accept']);
});
