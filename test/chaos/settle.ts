import { setTimeout as sleep } from 'node:timers/promises';
import type { DeskrailClient } from '@deskrail/client';
import type { DeadLetter } from '@deskrail/contracts';
import { signedZendeskRequest, type ZendeskEmulator } from '@deskrail/testing';
import type { FrontDoor } from './front-door.ts';
import type { Evidence } from './judge/evidence.ts';
import { gather } from './judge/gather.ts';
import { type Judgement, judge } from './judge/judge.ts';
import type { Ledger } from './ledger.ts';
import type { ChaosRail } from './rails/chaos-rail.ts';
import type { Reviewers } from './reviewer.ts';
import { secret, webhookPath } from './words.ts';

export interface Settling {
  readonly rail: ChaosRail;
  readonly desk: ZendeskEmulator;
  readonly frontDoor: FrontDoor;
  readonly ledger: Ledger;
  readonly reviewers: Reviewers;
  readonly client: DeskrailClient;
  readonly say: (progress: string) => void;
  readonly signal: AbortSignal;
  /** How long what is still wrong is waited for, while it does not become less. */
  readonly withinMs: number;
}

export interface Settled {
  readonly evidence: Evidence;
  readonly judgement: Judgement;
  readonly held: number;
  readonly givenUp: number;
}

const deliveredWithinMs = 90_000;
const lookEveryMs = 1_500;
const url = `http://rail.invalid${webhookPath}`;

/**
 * Everything works again: the desk ends its tries, what is held is redriven, what the vendor gave up is sent by hand, and
 * then all has the time to come to its end. Judged as soon as nothing is wrong any more, or when the time is over.
 */
export async function settle(given: Settling): Promise<Settled> {
  const { rail, desk, ledger, say, signal } = given;
  await rail.up(signal);
  await desk.settled({ signal: AbortSignal.any([signal, AbortSignal.timeout(deliveredWithinMs)]) });
  ledger.note(desk.deliveries);
  const held = await redriveHeld(given);
  const givenUp = await reconcile(given);
  say(`${held} held and redriven, ${givenUp} given up and reconciled; waiting for the rest`);
  let limit = performance.now() + given.withinMs;
  let least = Number.POSITIVE_INFINITY;
  for (;;) {
    const evidence = await gather(given).catch((error) => {
      if (performance.now() > limit) throw error;
      return undefined;
    });
    if (evidence !== undefined) {
      const judgement = judge(evidence);
      const wrong = Object.values(judgement).reduce((sum: number, found: readonly string[]) => sum + found.length, 0);
      if (wrong < least) limit = performance.now() + given.withinMs;
      least = Math.min(least, wrong);
      if (wrong === 0 || performance.now() > limit) return { evidence, judgement, held, givenUp };
    }
    await sleep(lookEveryMs, undefined, { signal });
  }
}

/** What was refused for its time alone is in the dead letters, whole: it is redriven from there. */
async function redriveHeld({ rail, client, ledger, signal }: Settling): Promise<number> {
  const refused = new Set(ledger.all.filter((one) => one.stale && !one.acknowledged).map((one) => one.invocation));
  let held = 0;
  for (const { event } of await rail.readLog('dead-letters')) {
    const invocation = invocationIn(event);
    const { reason, body } = event.data;
    if (invocation === undefined || body === undefined || reason !== 'stale' || !refused.delete(invocation)) continue;
    await client.deadLetters.redrive(event.id, { signal });
    await ledger.redriven(await signedZendeskRequest({ url, secret, body, invocationId: invocation }));
    held += 1;
  }
  return held;
}

function invocationIn({ data: { from } }: DeadLetter): string | undefined {
  return from.kind === 'webhook' ? from.headers['x-zendesk-webhook-invocation-id'] : undefined;
}

async function reconcile({ frontDoor, ledger, signal }: Settling): Promise<number> {
  const missing = ledger.all.filter(({ acknowledged }) => !acknowledged);
  for (const { invocation, body } of missing) {
    ledger.reconciled(invocation);
    await untilTaken(frontDoor, { body, invocation }, signal);
  }
  return missing.length;
}

async function untilTaken(
  { deliver }: FrontDoor,
  { body, invocation }: { readonly body: string; readonly invocation: string },
  signal: AbortSignal,
): Promise<void> {
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const signed = await signedZendeskRequest({ url, secret, body, invocationId: invocation });
    const limit = AbortSignal.any([signal, AbortSignal.timeout(10_000)]);
    const response = await deliver(new Request(signed, { signal: limit })).catch(() => undefined);
    if (response?.ok) return;
    await sleep(1_000, undefined, { signal });
  }
}
