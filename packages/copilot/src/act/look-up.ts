import type { ApprovedAction, LookUp } from '@deskrail/contracts';
import { codeOf } from '../code-of.js';
import type { CarryOutSetting } from './claim.js';
import { pauseAfterError } from './pauses.js';
import type { ActionExecutor } from './tool-calls.js';

type Found = Extract<LookUp, { found: true }>;

export const isFound = (answer: LookUp | 'limited' | undefined): answer is Found =>
  typeof answer === 'object' && answer.found;

/** `limited`: the desk takes no calls now, as it has just said or said before; `undefined`: no answer. */
export async function lookUp(
  { callTimeoutMs, logger, pauses }: CarryOutSetting,
  executor: ActionExecutor,
  action: ApprovedAction,
  signal: AbortSignal,
  { evenPaused = false } = {},
): Promise<LookUp | 'limited' | undefined> {
  if (!evenPaused && executor.tool === undefined && pauses.leftMs(action.connection) > 0) return 'limited';
  try {
    return await executor.lookUp(action, { signal: AbortSignal.any([signal, AbortSignal.timeout(callTimeoutMs)]) });
  } catch (error) {
    const pauseMs = pauseAfterError(error);
    if (pauseMs !== undefined) {
      await pauses.begin(action, pauseMs);
      return 'limited';
    }
    logger.warn({ action: action.id, code: codeOf(error) }, 'look-up failed');
    return undefined;
  }
}
