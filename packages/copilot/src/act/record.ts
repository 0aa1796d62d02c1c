import { type Fact, isDeskrailError, type LedgerEntry } from '@deskrail/contracts';
import { codeOf } from '../code-of.js';
import { appendTold } from './append-told.js';
import type { CarryOutSetting, Claim } from './claim.js';
import { failWhereUndelivered } from './late-failure.js';
import { decideEnding, type Ending } from './ledger.js';
import { settleNotice, tellPeople } from './tell-people.js';

const keyOf = ({ view }: LedgerEntry) => ({ tenant: view.tenant, conversation: view.conversation });

export async function release(
  { store }: CarryOutSetting,
  { entry, token }: Claim,
  notBeforeMs: number,
  refused?: { readonly start?: number; readonly limit: boolean },
): Promise<void> {
  const { id, tenant } = entry.view;
  await store.releaseAction(id, { tenant, token, notBeforeMs, ...(refused && { refused }) });
}

const recordWaitsMs = [100, 500, 2_000];

/** Record an ending; a store that is away for a moment is asked again, then the look-up will find out. */
export async function end(setting: CarryOutSetting, { entry, token }: Claim, ending: Ending): Promise<void> {
  const { store, executor } = setting;
  for (let tries = 0; ; tries += 1) {
    try {
      await store.transact(keyOf(entry), async (unit) => {
        const state = {
          now: unit.now,
          entry: await unit.action(entry.view.id),
          siblings: await unit.actionsOf(entry.view.verdictId),
        };
        for (const event of decideEnding(state, ending, { executor, token })) await unit.emit(event);
        if (state.entry?.view.status === 'uncertain') await settleNotice(unit, entry.view.id);
        if (ending.kind === 'executed') await failWhereUndelivered(unit, entry.view.id);
        else await tellPeople(unit, entry.view.id);
      });
      return;
    } catch (error) {
      const waitMs = recordWaitsMs[tries];
      if (waitMs === undefined || !isDeskrailError(error, 'dependency-unavailable')) throw error;
      await setting.sleep(waitMs, AbortSignal.timeout(10_000));
    }
  }
}

interface Done {
  readonly found: 'answer' | 'marker';
  readonly vendorId?: string;
  readonly facts?: readonly Fact[];
}

/**
 * Record that it was done. What the desk told of it is in the log before: a crash in between leaves the action started,
 * and its look-up tells the same again. Where the log does not take it within the lease, that is how it is left, too.
 */
export async function endExecuted(
  setting: CarryOutSetting,
  claim: Claim,
  { found, vendorId, facts = [] }: Done,
  signal: AbortSignal,
): Promise<void> {
  const told = await appendTold(setting, claim, facts, signal);
  if (told) return end(setting, claim, { kind: 'executed', vendorId, found });
  await rememberTaken(setting, claim, vendorId);
}

const takenKey = ({ view }: LedgerEntry): string => `taken/${view.id}`;
/** Longer than any look-up is tried. */
const takenSeconds = 7 * 86_400;

interface Taken {
  readonly vendorId?: string;
}

/** The desk took it: it is not called again, whatever a look-up says. */
async function rememberTaken(
  { store, logger }: CarryOutSetting,
  { entry }: Claim,
  vendorId: string | undefined,
): Promise<void> {
  const taken: Taken = vendorId === undefined ? {} : { vendorId };
  const { id: action } = entry.view;
  logger.warn({ action }, 'what the desk told of it is not in the log yet; the action will be looked up');
  try {
    await store.transact(keyOf(entry), (unit) => unit.remember(takenKey(entry), taken, { seconds: takenSeconds }));
  } catch (error) {
    logger.warn({ action, code: codeOf(error) }, 'nor is it remembered that it was done');
  }
}

async function takenBefore({ store }: CarryOutSetting, { entry }: Claim): Promise<Taken | undefined> {
  return (await store.transact(keyOf(entry), (unit) => unit.remembered(takenKey(entry)))) as Taken | undefined;
}

/** Whether the desk said that it was done, when it was called. */
export const wasTaken = async (setting: CarryOutSetting, claim: Claim): Promise<boolean> =>
  (await takenBefore(setting, claim)) !== undefined;

/** Looked up in vain: what the desk said when it was called stands, else a person decides. */
export async function endUnfound(
  setting: CarryOutSetting,
  claim: Claim,
  why: 'crashed' | 'look-up-failed',
): Promise<void> {
  const taken = await takenBefore(setting, claim);
  await end(
    setting,
    claim,
    taken === undefined ? { kind: 'uncertain', why } : { kind: 'executed', vendorId: taken.vendorId, found: 'answer' },
  );
}
