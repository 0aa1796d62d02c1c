import {
  type ApprovedAction,
  approveAction,
  DeskrailError,
  type Execution,
  type LedgerEntry,
  type SeenMessages,
} from '@deskrail/contracts';
import { codeOf } from '../code-of.js';
import type { CarryOutSetting, Claim } from './claim.js';
import { decideRetry } from './ledger.js';
import { isFound, lookUp } from './look-up.js';
import { end, endExecuted, endUnfound, release, wasTaken } from './record.js';
import { startAction } from './start-action.js';
import type { ActionExecutor } from './tool-calls.js';

/** Where the desk refused a change for the moment, and the look-up as well. */
const lookUpAgainMs = 10_000;
/** Where as many calls of a tool are under way as there may be. */
const roomAgainMs = 1_000;

/** The store's time when the lease was given, just now. */
const claimedMs = ({ leaseMs }: CarryOutSetting, { view, lease }: LedgerEntry): number =>
  Date.parse(lease?.expiresAt ?? view.updatedAt) - leaseMs;
/** Starts that count: what the desk refused for its limits says nothing about the action. */
const attemptsOf = ({ view, refused }: LedgerEntry): number => view.attempts - (refused?.limited ?? 0);

/**
 * Carry out one claimed action: at most one vendor call per start, and no start before the last one's effect is known.
 * Where it cannot be known now, the action is left started; its lease ends, and whoever claims it next looks it up.
 */
export async function carryOut(
  setting: CarryOutSetting,
  entry: LedgerEntry,
  { signal, claimedAtMs }: { readonly signal: AbortSignal; readonly claimedAtMs: number },
): Promise<{ readonly againInMs?: number }> {
  const token = entry.lease?.token;
  if (token === undefined) return {};
  const claim: Claim = { entry, token, claimedAtMs };
  const pausedMs = pausedFor(setting, entry);
  if (pausedMs > 0) {
    await release(setting, claim, pausedMs);
    return {};
  }
  let executor: ActionExecutor;
  let absent: number | undefined;
  try {
    executor = await setting.executorOf(entry.view);
  } catch (error) {
    setting.logger.error(
      { connection: entry.view.connection, code: codeOf(error) },
      'no executor for approved actions',
    );
    // A started one keeps its lease until it ends, so that it is looked up rather than started again.
    if (entry.view.status === 'approved') await release(setting, claim, setting.noExecutorWaitMs);
    return {};
  }
  if (entry.view.status === 'started') {
    const next = await beforeStartingAgain(setting, claim, executor, signal);
    if (next !== 'start') return next;
    absent = entry.view.attempts;
  }
  if (attemptsOf(entry) >= setting.maxAttempts) {
    await end(setting, claim, { kind: 'failed', code: 'attempts-exhausted', permanent: false });
    return {};
  }
  const room = setting.toolCalls.room(entry.view);
  if (room === undefined) {
    await release(setting, claim, roomAgainMs);
    return { againInMs: roomAgainMs };
  }
  try {
    return await startAndExecute(setting, claim, { executor, absent, signal });
  } finally {
    room.leave();
  }
}

/** A tool's handler does not mind that its case's desk takes no more. */
const pausedFor = ({ pauses, toolCalls }: CarryOutSetting, { view }: LedgerEntry): number =>
  toolCalls.executorOf(view.parameters) === undefined ? pauses.leftMs(view.connection) : 0;

/**
 * The action joined with its verdict; `undefined` where they don't belong together, the verdict's signature is not right,
 * or erasure took the words.
 */
function approved(
  { verify, logger }: CarryOutSetting,
  { view, event, verdict }: LedgerEntry,
): ApprovedAction | undefined {
  if (verdict?.data.final === undefined) return undefined;
  try {
    const action = approveAction(event, verdict);
    verify?.(action);
    // The row is what chose the executor and the case.
    const { id, tenant, connection, conversation, automatic, parameters } = view;
    const isItsRow = id === action.id && tenant === action.tenant && connection === action.connection;
    const isOfItsKind = automatic === event.data.automatic && parameters.kind === action.parameters.kind;
    if (!isItsRow || !isOfItsKind || conversation !== action.conversation) {
      throw new DeskrailError(
        'action-not-approved',
        `The ledger’s row of ${action.id} is not its event’s. Nothing was sent.`,
      );
    }
    return action;
  } catch (error) {
    logger.error({ action: event.data.actionId, code: codeOf(error) }, 'an action is not what its verdict approves');
    return undefined;
  }
}

/**
 * Look up what an earlier start did. `start`: nothing, as far as the desk can tell. Otherwise its end is recorded, or
 * left for later. Even what the desk refused is looked up: a gateway may say 503 of an update that was made.
 */
async function beforeStartingAgain(
  setting: CarryOutSetting,
  claim: Claim,
  executor: ActionExecutor,
  signal: AbortSignal,
): Promise<'start' | { readonly againInMs?: number }> {
  const { entry } = claim;
  const refused = entry.refused?.start === entry.view.attempts;
  const action = approved(setting, entry);
  // Nothing can be looked up; where the desk took nothing, the start will see that the words are gone.
  if (action === undefined && refused) return 'start';
  if (action === undefined) {
    await end(setting, claim, { kind: 'uncertain', why: 'look-up-failed' });
    return {};
  }
  const found = await lookUp(setting, executor, action, signal);
  if (found === 'limited') return lookUpRefused(setting, claim, refused);
  if (found === undefined) {
    const startedMs = Date.parse(entry.startedAt ?? entry.view.updatedAt);
    if (claimedMs(setting, entry) - startedMs > setting.lookUpForMs) {
      await endUnfound(setting, claim, 'look-up-failed');
      return {};
    }
    if (!refused) return {};
    await release(setting, claim, lookUpAgainMs);
    return { againInMs: lookUpAgainMs };
  }
  if (found.found) {
    await endExecuted(setting, claim, { ...found, found: 'marker' }, signal);
    return {};
  }
  if ((found.certain || refused) && !(await wasTaken(setting, claim))) return 'start';
  await endUnfound(setting, claim, 'crashed');
  return {};
}

/**
 * No call is under way, so nobody need wait for a lease: the desk's limits alone say when to look again. What may have
 * been done is for a person sooner than what the desk says it has `refused`.
 */
async function lookUpRefused(setting: CarryOutSetting, claim: Claim, refused: boolean): Promise<Record<string, never>> {
  const { view, startedAt, refused: refusals } = claim.entry;
  const nowMs = claimedMs(setting, claim.entry);
  const limitedMs = refusals?.limitedSince === undefined ? nowMs : Date.parse(refusals.limitedSince);
  const startedMs = Date.parse(startedAt ?? view.updatedAt);
  const tooLong = refused
    ? nowMs - limitedMs > setting.limitedForMs
    : nowMs - Math.max(limitedMs, startedMs) > setting.lookUpForMs;
  if (tooLong) {
    await endUnfound(setting, claim, 'look-up-failed');
  } else {
    await release(setting, claim, setting.pauses.leftMs(view.connection), { limit: true });
  }
  return {};
}

async function startAndExecute(
  setting: CarryOutSetting,
  claim: Claim,
  how: { readonly executor: ActionExecutor; readonly absent: number | undefined; readonly signal: AbortSignal },
): Promise<{ readonly againInMs?: number }> {
  const { entry, claimedAtMs } = claim;
  const { executor, signal } = how;
  if (!executor.kinds.includes(entry.view.parameters.kind)) {
    await end(setting, claim, { kind: 'failed', code: 'unsupported', permanent: true });
    return {};
  }
  const action = approved(setting, entry);
  if (action === undefined && entry.verdict?.data.final !== undefined) {
    await end(setting, claim, { kind: 'failed', code: 'action-not-approved', permanent: true });
    return {};
  }
  const { decision, seen } = await startAction(setting, claim, how);
  if (decision.outcome !== 'start' || action === undefined) return {};
  // The log has the start before the vendor is called: whatever happens from here on, somebody will look.
  await setting.relay.flushed(decision.started.id, { signal });
  if (signal.aborted || setting.monotonicMs() - claimedAtMs >= setting.leaseMs) return {};
  // The desk may have refused another one meanwhile: then this one was never sent.
  const pausedMs = pausedFor(setting, entry);
  const execution: Execution =
    pausedMs > 0
      ? { outcome: 'failed', code: 'rate-limited', permanent: false, retryAfterMs: pausedMs }
      : await execute(setting, executor, action, seen, signal);
  return record(setting, claim, executor, action, execution, signal);
}

async function execute(
  { callTimeoutMs, logger }: CarryOutSetting,
  executor: ActionExecutor,
  action: ApprovedAction,
  seen: SeenMessages | undefined,
  signal: AbortSignal,
): Promise<Execution> {
  try {
    return await executor.execute(action, {
      // A tool has a limit of its own.
      signal: executor.tool ? signal : AbortSignal.any([signal, AbortSignal.timeout(callTimeoutMs)]),
      ...(seen !== undefined && { seen }),
    });
  } catch (error) {
    logger.warn({ action: action.id, code: codeOf(error) }, 'the call to the desk ended without an answer');
    return { outcome: 'uncertain', why: 'timed-out' };
  }
}

/** Write down how it went. What is not known now is left started, save that its marker is looked for once. */
async function record(
  setting: CarryOutSetting,
  claim: Claim,
  executor: ActionExecutor,
  action: ApprovedAction,
  execution: Execution,
  signal: AbortSignal,
): Promise<{ readonly againInMs?: number }> {
  const { entry } = claim;
  if (execution.outcome === 'executed') {
    await endExecuted(setting, claim, { ...execution, found: 'answer' }, signal);
    return {};
  }
  if (execution.outcome === 'uncertain') {
    const found = await lookUp(setting, executor, action, signal);
    if (isFound(found)) await endExecuted(setting, claim, { ...found, found: 'marker' }, signal);
    // Nobody will ever find out by looking.
    else if (executor.tool?.canLookUp === false) await end(setting, claim, { kind: 'uncertain', why: execution.why });
    return {};
  }
  const { maxAttempts, limitedForMs } = setting;
  const { limited = 0, limitedSince } = entry.refused ?? {};
  const nowMs = claimedMs(setting, entry);
  const next = decideRetry(execution, {
    attempts: attemptsOf(entry) + 1,
    ...{ maxAttempts, limited, limitedForMs },
    limitedSinceMs: nowMs - (limitedSince === undefined ? nowMs : Date.parse(limitedSince)),
  });
  if ('kind' in next) {
    // Whoever reads that it failed may send it by hand.
    const evenPaused = { evenPaused: true };
    const found = execution.permanent ? undefined : await lookUp(setting, executor, action, signal, evenPaused);
    if (isFound(found)) await endExecuted(setting, claim, { ...found, found: 'marker' }, signal);
    else await end(setting, claim, next);
    return {};
  }
  const { againInMs, pauseMs } = next;
  if (pauseMs !== undefined) await setting.pauses.begin(entry.view, pauseMs);
  await release(setting, claim, againInMs, { start: entry.view.attempts + 1, limit: pauseMs !== undefined });
  return { againInMs };
}
