import { setTimeout as delay } from 'node:timers/promises';
import { isBusy } from './sqlite-failure.js';

/**
 * Try again while another connection holds the lock, giving the event loop back in between: SQLite's own waiting would
 * block it. Throws SQLite's error once `budgetMs` is over.
 */
export async function retryWhileBusy<Result>(attempt: () => Result, budgetMs: number): Promise<Result> {
  const startedAt = performance.now();
  for (let waitMs = 2; ; waitMs = Math.min(waitMs * 2, 50)) {
    try {
      return attempt();
    } catch (error) {
      if (!isBusy(error) || performance.now() - startedAt >= budgetMs) throw error;
    }
    await delay(waitMs);
  }
}
