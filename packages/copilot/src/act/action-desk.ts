import {
  DeskrailError,
  type LedgerEntry,
  type Person,
  type Policy,
  type RecommendationView,
  type ReviewDesk,
  type ReviewRole,
  resolveAction,
  type Store,
  type Tool,
  type UnitOfWork,
} from '@deskrail/contracts';
import type { SignVerdict } from '../audit/sign-verdict.js';
import type { DeskKinds } from '../desk-kinds.js';
import { askPolicy } from '../policy/ask-policy.js';
import { refusalByRights } from '../review/verdict/rights.js';
import { isSamePerson } from '../review/verdict/same-person.js';
import { queueOf, roleOf } from '../review/verdict/terms.js';
import { newSalt as randomSalt } from '../salt.js';
import { decideCancel } from './cancel-action.js';
import { failWhereUndelivered } from './late-failure.js';
import { decideResolution, retryIdOf } from './resolve-action.js';
import { settleNotice } from './tell-people.js';
import { requireTryAgain } from './try-again.js';
import { type UndoRefusal, undoProposal, undoRefusal, undoRefusals } from './undo.js';
import { prepareUndo, undoEvents } from './undo-events.js';

export interface ActionDeskOptions {
  readonly store: Store;
  readonly policy: Policy;
  /** Whose `amount` says what a call would spend. */
  readonly tools?: readonly Tool[] | undefined;
  /** What desks can do. */
  readonly deskKinds: DeskKinds;
  readonly sign?: SignVerdict | undefined;
  readonly newSalt?: (() => string) | undefined;
}

/** What people say of actions that were approved. */
export type ActionDesk = Pick<ReviewDesk, 'resolve' | 'cancel' | 'undo'>;

const notFound = (id: string): DeskrailError => new DeskrailError('not-found', `No action has the id ${id}.`);

/** As it is within the transaction, and what was recommended. */
async function readIn(
  unit: UnitOfWork,
  actionId: string,
): Promise<{ readonly entry: LedgerEntry; readonly view: RecommendationView | undefined }> {
  const entry = await unit.action(actionId);
  if (entry === undefined) throw notFound(actionId);
  return { entry, view: await unit.recommendation(entry.view.recommendationId) };
}

const requireRights = ({ rights }: Person, role: ReviewRole, view: RecommendationView | undefined): void => {
  const refusal = refusalByRights(rights, { role, queues: view === undefined ? [] : [queueOf(view)] });
  if (refusal !== undefined) throw refusal;
};

/** What one approved oneself takes less than what somebody else, or a rule, did. */
const roleToTakeBack = ({ actor }: Person, { verdict }: LedgerEntry): ReviewRole =>
  verdict !== undefined && isSamePerson(verdict.data.reviewer, actor) ? 'reviewer' : 'senior';

const cannotUndo = (reason: UndoRefusal): DeskrailError =>
  new DeskrailError('conflict', `The action cannot be taken back. ${undoRefusals[reason]}`, { details: { reason } });

/** Say what became of an uncertain action, take back one that has not started, undo one that was carried out. */
export function createActionDesk(options: ActionDeskOptions): ActionDesk {
  const { store, policy, tools, deskKinds, sign, newSalt = randomSalt } = options;

  async function known({ tenant }: Person, actionId: string): Promise<LedgerEntry> {
    const entry = await store.action(tenant, actionId);
    if (entry === undefined) throw notFound(actionId);
    return entry;
  }

  const inConversation = <Result>(
    { view: { tenant, conversation } }: LedgerEntry,
    work: (unit: UnitOfWork) => Promise<Result>,
  ): Promise<Result> => store.transact({ tenant, conversation }, work);

  async function now(unit: UnitOfWork, id: string) {
    const after = await unit.action(id);
    if (after === undefined) throw new DeskrailError('internal', 'The action is not in the ledger after all.');
    return after.view;
  }

  /** Throws where the policy in force wants more for the undoing than this person is. */
  function askInForce(
    person: Person,
    proposal: Exclude<ReturnType<typeof undoProposal>, string>,
    at: string,
    conversation: Awaited<ReturnType<UnitOfWork['conversation']>>,
  ): void {
    const { channel, status, tags, priority } = conversation ?? {};
    const { outcome, review } = askPolicy(policy, {
      ...{ tenant: person.tenant, kind: proposal.kind, confidence: 1, flags: [], risk: 'low', asked: 'desk', at },
      ...{ channel, status, tags, priority: priority ?? undefined },
    });
    if (outcome === 'block') throw cannotUndo('policy');
    if (outcome === 'auto' || outcome === 'show') return;
    const refusal = refusalByRights(person.rights, { role: review.role, queues: [] });
    if (refusal !== undefined) throw refusal;
    if (review.reviewers > 1 || review.fourEyes) throw cannotUndo('reviewers');
  }

  return {
    async resolve({ actionId, request, ...person }) {
      const parsed = resolveAction.safeParse(request);
      if (!parsed.success) {
        throw new DeskrailError('request-invalid', 'The outcome is one of executed, retry and cancel.');
      }
      const { outcome } = parsed.data;
      const before = await known(person, actionId);
      const retryId = await retryIdOf(actionId, before.view.index);
      return inConversation(before, async (unit) => {
        const { entry, view } = await readIn(unit, actionId);
        requireRights(person, 'reviewer', view);
        const isRetry = outcome === 'retry' && entry.view.status === 'uncertain';
        const counts = isRetry ? await requireTryAgain(unit, person, { entry, view, policy, tools }) : [];
        const siblings = await unit.actionsOf(entry.view.verdictId);
        const said = { outcome, actor: person.actor, retryId, counts, policyVersion: policy.version };
        for (const event of decideResolution({ now: unit.now, entry, siblings }, said)) await unit.emit(event);
        await settleNotice(unit, actionId);
        if (outcome === 'executed') await failWhereUndelivered(unit, actionId);
        return now(unit, outcome === 'retry' ? retryId : actionId);
      });
    },

    async cancel({ actionId, ...person }) {
      return inConversation(await known(person, actionId), async (unit) => {
        const { entry, view } = await readIn(unit, actionId);
        requireRights(person, roleToTakeBack(person, entry), view);
        const siblings = await unit.actionsOf(entry.view.verdictId);
        for (const event of decideCancel({ now: unit.now, entry, siblings }, person)) await unit.emit(event);
        return now(unit, actionId);
      });
    },

    async undo({ actionId, ...person }) {
      const before = await known(person, actionId);
      const proposal = undoProposal(before.view);
      if (typeof proposal === 'string') throw cannotUndo(undoRefusal(before.view, undefined, undefined) ?? proposal);
      const { tenant, connection, parameters } = before.view;
      const { kinds } = await deskKinds({ tenant, connection });
      if (kinds !== undefined && !kinds.includes(parameters.kind)) throw cannotUndo('desk-cannot');
      const { actor, rights } = person;
      const role = roleOf(rights);
      const salt = newSalt();
      const credential = rights?.credential;
      const given = { salt, ...(role !== undefined && { role }), ...(credential !== undefined && { credential }) };
      const prepared = await prepareUndo(before, proposal, { actor, given });
      return inConversation(before, async (unit) => {
        const { entry, view } = await readIn(unit, actionId);
        requireRights(person, roleToTakeBack(person, entry), view);
        const { undoneBy } = entry.view;
        const undoing = undoneBy === undefined ? undefined : (await unit.action(undoneBy))?.view;
        const conversation = await unit.conversation();
        const refusal = undoneBy === before.view.undoneBy ? undefined : 'already-undone';
        const reason = refusal ?? undoRefusal(entry.view, conversation, undoing);
        if (reason !== undefined) throw cannotUndo(reason);
        askInForce(person, proposal, unit.now, conversation);
        const subject = entry.view.conversation;
        const place = { tenant, connection, subject, conversation: subject, policyVersion: policy.version };
        for (const event of undoEvents(prepared, { entry, place, now: unit.now, salt, sign })) await unit.emit(event);
        return now(unit, prepared.verdict.actions[0]?.actionId ?? '');
      });
    },
  };
}
