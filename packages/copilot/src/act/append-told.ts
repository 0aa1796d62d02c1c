import { type ActionView, type Fact, isDeskrailError } from '@deskrail/contracts';
import { codeOf } from '../code-of.js';
import type { CarryOutSetting, Claim } from './claim.js';

const waitsMs = { first: 100, most: 5_000 };

/**
 * Bring into the log what a desk told of an action that it carried out. `false`: the log did not take it while the lease
 * lasted, so that nothing may be said of the action yet.
 */
export async function appendTold(
  { log, logger, leaseMs, monotonicMs, sleep }: CarryOutSetting,
  { entry: { view }, claimedAtMs }: Claim,
  told: readonly Fact[],
  signal: AbortSignal,
): Promise<boolean> {
  const facts = told.filter((fact) => isOf(view, fact));
  const about = { action: view.id, connection: view.connection };
  if (facts.length < told.length) logger.error(about, 'what a desk told of something else than its action is left out');
  if (facts.length === 0) return true;
  for (let waitMs = waitsMs.first; ; waitMs = Math.min(waitsMs.most, 2 * waitMs)) {
    const leftMs = Math.floor(claimedAtMs + leaseMs - monotonicMs());
    if (signal.aborted || leftMs <= 0) return false;
    try {
      await log.append('facts', facts, { signal: AbortSignal.any([signal, AbortSignal.timeout(leftMs)]) });
      return true;
    } catch (error) {
      const code = codeOf(error);
      // The same would come of it for ever. The action was carried out all the same.
      if (isDeskrailError(error, 'event-invalid') || isDeskrailError(error, 'body-too-large')) {
        logger.error({ ...about, code }, 'what a desk told of its action cannot be kept');
        return true;
      }
      logger.debug({ ...about, code }, 'the log does not take what a desk told; it is tried again');
    }
    await sleep(Math.min(waitMs, leftMs), signal);
  }
}

/** About the conversation that was acted on, and no other action: an adapter's mistake must not reach another tenant. */
function isOf(view: ActionView, { tenant, connection, subject, data }: Fact): boolean {
  const named = 'actionId' in data ? data.actionId : undefined;
  return (
    tenant === view.tenant &&
    connection === view.connection &&
    subject === view.conversation &&
    (named === undefined || named === view.id)
  );
}
