import type { Attempt } from '../../delivery/attempt.js';

/** Connection overrides in a webhook URL's fragment: `#rc=<0-5>&rp=4xx,5xx,ct,rt,all`. Without them nothing is retried. */
export interface ConnectionOverrides {
  readonly retries: number;
  /** `ct`: no connection; `rt`: no answer in time. */
  readonly on: readonly string[];
}

export function connectionOverrides(url: string): ConnectionOverrides {
  const fragment = new URLSearchParams(url.split('#')[1] ?? '');
  const retries = Number(fragment.get('rc') ?? 0);
  const on = (fragment.get('rp') ?? 'ct').split(',').map((one) => one.trim());
  return { retries: Number.isInteger(retries) ? Math.min(5, Math.max(0, retries)) : 0, on };
}

/** After how many of these failed tries the URL is given up; `undefined` while there is one more to make. */
export function givenUpAfter(attempts: readonly Attempt[], { retries, on }: ConnectionOverrides): number | undefined {
  const last = attempts.findIndex((attempt, index) => index >= retries || !isRetried(attempt, on));
  return last === -1 ? undefined : last + 1;
}

function isRetried({ outcome, status = 0 }: Attempt, on: readonly string[]): boolean {
  if (on.includes('all')) return true;
  if (outcome === 'timed-out') return on.includes('rt');
  if (outcome === 'unreachable') return on.includes('ct');
  return on.includes(status >= 500 ? '5xx' : '4xx');
}
