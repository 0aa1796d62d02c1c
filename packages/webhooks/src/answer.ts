import type { Answer, Connection, Delivery, Logger } from '@deskrail/contracts';
import { problemResponse } from './problem-response.js';
import type { Outcome } from './take-in.js';

/** Statuses that HTTP allows no body. */
const bodiless: readonly number[] = [204, 205, 304];

/** What the sender hears: of what is kept, or is no fact, what its desk wants to hear; of the rest a problem. */
export function answerTo(outcome: Outcome, connection: Connection, delivery: Delivery, logger: Logger): Response {
  if (outcome.outcome === 'refused' || outcome.outcome === 'retry') return problemResponse(outcome);
  if (connection.adapter.answer === undefined) return new Response(null, { status: 204 });
  try {
    return toResponse(connection.adapter.answer(delivery));
  } catch (error) {
    // It is kept: whatever ails the adapter's answer, the desk has done its part.
    const { name } = error as Error;
    logger.error({ connection: connection.id, desk: connection.desk, error: name }, 'An adapter failed to answer');
    return new Response(null, { status: 204 });
  }
}

function toResponse({ status, headers, body }: Answer): Response {
  return new Response(body === undefined || bodiless.includes(status) ? null : body, {
    status,
    ...(headers === undefined ? {} : { headers }),
  });
}
