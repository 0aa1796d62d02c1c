import { createHash } from 'node:crypto';
import { type AuditLink, checkLinks, type DeskrailError } from '@deskrail/contracts';
import { checkRecord } from '@deskrail/copilot';
import { checkActions } from './check-actions.ts';
import { checkClaims } from './check-claims.ts';
import { checkQuorums } from './check-quorums.ts';
import { checkRetries } from './check-retries.ts';
import { checkSpend } from './check-spend.ts';
import { checkVerdicts } from './check-verdicts.ts';
import type { Place } from './place.ts';
import type { Played } from './play.ts';

/** Refusals that are answers. All else is a fault, whoever was first. */
const answers: ReadonlySet<string> = new Set([
  ...['already-decided', 'claim-lost', 'claimed', 'conflict', 'expired', 'forbidden', 'idempotency-mismatch'],
  ...['limit-reached', 'not-found', 'request-invalid', 'stale-hash', 'superseded'],
]);

export function holds(condition: boolean, what: () => string): void {
  if (!condition) throw new Error(what());
}

/** What always holds, whoever did what and when. Throws what does not. */
export async function checkRun(place: Place, played: Played): Promise<void> {
  for (const { error, step } of played.told) {
    holds(error === undefined || answers.has(error.code), () => `${step.do} failed: ${tell(error)}`);
  }
  checkVerdicts(played);
  checkQuorums(played);
  checkRetries(played);
  checkSpend(played);
  checkClaims(played);
  checkActions(played);
  await checkProof(place, played);
}

const tell = (error: DeskrailError | undefined): string => `${error?.code}: ${error?.stack}`;

const digest = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;

/** Everything that was decided and done is in the chain once, and every verdict is signed. */
async function checkProof({ log, clock, verify }: Place, { decisions, actions }: Played): Promise<void> {
  const links = actions.flatMap((event) => (event.type === 'audit.linked.v1' ? [event.data as AuditLink] : []));
  const { faults } = checkLinks(links, digest);
  holds(
    faults.length === 0,
    () =>
      `The chain is broken: ${JSON.stringify(faults)} of ${links.map(({ sequence, entries }) => `${sequence}+${entries.length}`).join(' ')}.`,
  );
  const linked = links.flatMap(({ entries }) => entries.map(({ id }) => id));
  const all = [...decisions, ...actions].filter(({ type }) => type !== 'audit.linked.v1').map(({ id }) => id);
  holds(new Set(linked).size === linked.length, () => 'Something is linked twice.');
  const missing = all.filter((id) => !linked.includes(id));
  holds(missing.length === 0 && linked.length === all.length, () => `Not linked: ${missing.join(', ')}.`);
  for (const event of decisions) {
    if (event.type !== 'verdict.given.v1') continue;
    holds(verify(event) === 'valid', () => `The signature of ${event.id} is ${verify(event)}.`);
  }
  const signal = AbortSignal.timeout(20_000);
  const report = await checkRecord({ log: log.log, verify, now: clock.now(), signal });
  holds(report.ok, () => `The audit finds ${JSON.stringify(report.findings.slice(0, 5))}.`);
}
