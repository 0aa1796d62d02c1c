import { DeskrailError, type Logger } from '@deskrail/contracts';
import type { JsonObject } from '@deskrail/webhooks';
import { type Sleep, throwIfAborted } from '@deskrail/webhooks/act';
import type { Answer, Desk } from './desk.js';
import { askedToWaitMs } from './outcome.js';

/** A reading that waits while the desk takes no calls; `undefined` for what is not there. */
export type Read = (path: string, signal: AbortSignal) => Promise<JsonObject | undefined>;

interface Patience {
  readonly logger: Logger;
  readonly sleep: Sleep;
  /** For one reading, all its waits together. */
  readonly maxWaitMs: number;
}

const maxTries = 10;
/** What is left to actions and to other programs of the account's calls a minute. */
const reservedShare = 0.25;

/**
 * Throws `aborted`; `desk-refused` where the credential may not read this; `rate-limited` or `dependency-unavailable`
 * when the waits are used up.
 */
export function readPatiently(desk: Desk, { logger, sleep, maxWaitMs }: Patience): Read {
  return async (path, signal) => {
    let waitedMs = 0;
    for (let attempt = 1; ; attempt += 1) {
      throwIfAborted(signal);
      const { share, resetMs } = desk.limits.left();
      if (share < reservedShare) await wait(resetMs, signal);
      const answer = await desk.get(path, signal);
      throwIfAborted(signal);
      const reading = readingOf(answer, path);
      if (reading !== 'again') return reading.body;
      const waitMs = waitOf(answer, attempt, desk);
      if (attempt >= maxTries || waitedMs + waitMs > maxWaitMs) throw givenUp(answer, waitMs);
      waitedMs += waitMs;
      logger.debug({ status: answer.kind === 'answer' ? answer.status : answer.kind, waitMs }, 'Zendesk lets us wait');
      await wait(waitMs, signal);
    }
  };

  async function wait(ms: number, signal: AbortSignal): Promise<void> {
    await sleep(ms, signal).catch((error: unknown) => {
      throwIfAborted(signal);
      throw error;
    });
  }
}

function readingOf(answer: Answer, path: string): { readonly body: JsonObject | undefined } | 'again' {
  if (answer.kind !== 'answer') return 'again';
  const { status, body } = answer;
  if (status === 200) return { body };
  if (status === 404 || status === 410) return { body: undefined };
  if (status === 429 || status >= 500) return 'again';
  const [endpoint] = path.split('?', 1);
  throw new DeskrailError(
    'desk-refused',
    `Zendesk answered ${status} to GET ${endpoint}. The token's user must be an administrator to read the export, and an OAuth token needs the scope "read".`,
    { details: { status } },
  );
}

/** As long as the desk says, else longer each time: 1 s, 2 s, 4 s … 60 s; its limits are per minute. */
function waitOf(answer: Answer, attempt: number, { clock }: Desk): number {
  if (answer.kind === 'limited') return answer.retryAfterMs;
  const told = answer.kind === 'answer' ? askedToWaitMs(answer.headers, clock) : undefined;
  const limited = answer.kind === 'answer' && answer.status === 429;
  return Math.max(1_000, told ?? (limited ? 30_000 : Math.min(60_000, 1_000 * 2 ** (attempt - 1))));
}

function givenUp(answer: Answer, waitMs: number): DeskrailError {
  const limited = answer.kind === 'limited' || (answer.kind === 'answer' && answer.status === 429);
  return new DeskrailError(
    limited ? 'rate-limited' : 'dependency-unavailable',
    limited
      ? 'Zendesk takes no more calls now. Read on when its limit allows.'
      : 'Zendesk does not answer as it should. Read on later.',
    {
      retryable: true,
      details: { retryAfterMs: waitMs, ...(answer.kind === 'answer' && { status: answer.status }) },
    },
  );
}
