import { emulateZendesk, seededRandom, serveEmulator } from '@deskrail/testing';
import { zendeskTemplate } from '@deskrail/zendesk';
import { createFrontDoor } from './front-door.ts';
import type { Evidence } from './judge/evidence.ts';
import { createLedger } from './ledger.ts';
import { startLoad } from './load.ts';
import { planRounds } from './plan-rounds.ts';
import { playRound } from './play-round.ts';
import type { ChaosRail, RailOptions } from './rails/chaos-rail.ts';
import { openEmbeddedRail } from './rails/embedded-rail.ts';
import type { ChaosReport, RoundReport } from './report.ts';
import { reviewersClient, startReviewers } from './reviewer.ts';
import { type Sabotage, sabotage } from './sabotage.ts';
import { type Settled, settle } from './settle.ts';
import { type LogKind, secret, webhookPath } from './words.ts';

export interface ChaosOptions {
  readonly log: LogKind;
  readonly rounds: number;
  readonly seed: number;
  readonly only?: readonly string[] | undefined;
  /** Changes at the desk; each becomes two or three webhooks. Default: 8. */
  readonly changesPerSecond?: number | undefined;
  /** Break the promise on purpose, to see it reported. */
  readonly sabotage?: Sabotage | undefined;
  /** How long after the end of the load nothing may come nearer to its end. Default: 2 minutes. */
  readonly settleMs?: number | undefined;
  /** A folder for what the processes print. */
  readonly logs?: string | undefined;
  readonly say?: ((progress: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What is approved must stay below the hundred updates a minute that the desk allows. */
const verdictsPerSecond = 0.6;

/** Break things under load, round after round, and see what is left of what was promised. */
export async function runChaos(
  options: ChaosOptions,
): Promise<{ readonly report: ChaosReport; readonly evidence: Evidence }> {
  const { log, seed, say = () => {}, signal = new AbortController().signal } = options;
  const plans = planRounds(options);
  const began = performance.now();
  await using stack = new AsyncDisposableStack();
  const ledger = createLedger();
  let rail: ChaosRail | undefined;
  const frontDoor = createFrontDoor(() => rail?.receivers ?? [], ledger);
  const webhook = { url: `http://rail.invalid${webhookPath}`, secret };
  const desk = stack.use(
    emulateZendesk({
      webhooks: [webhook, { ...webhook, template: zendeskTemplate }],
      deliver: frontDoor.deliver,
      delivery: { duplicate: 0.05, reorder: 0.1 },
      seed,
    }),
  );
  desk.onChange(() => ledger.note(desk.deliveries));
  const served = stack.use(await serveEmulator(desk));
  say(`starting the pipeline on the ${log} log`);
  rail = stack.use(await openRail(log, { desk: { ...served, token: desk.token }, signal, say, logs: options.logs }));
  const api = rail.api;
  const reviewers = startReviewers({ url: api, seed, desk, verdictsPerSecond });
  stack.defer(() => reviewers.stop());
  const load = startLoad({ desk, random: seededRandom(seed), changesPerSecond: options.changesPerSecond ?? 8 });
  stack.defer(() => load.stop());

  const rounds: RoundReport[] = [];
  for (const plan of plans) {
    rounds.push(await playRound(plan, { rail, desk, frontDoor, ledger, say, signal }));
  }
  await load.stop();
  if (options.sabotage !== undefined) await sabotage(options.sabotage, { desk, frontDoor, say, signal });
  reviewers.rest();
  say('all is mended and the load has ended');
  const ended = performance.now();
  const settled = await settle({
    ...{ rail, desk, frontDoor, ledger, reviewers, say, signal, client: reviewersClient(api) },
    withinMs: options.settleMs ?? 120_000,
  });
  const report = { log, seed, rounds, ...reportOf(settled, ended, began) };
  return { report, evidence: settled.evidence };
}

async function openRail(log: LogKind, options: RailOptions): Promise<ChaosRail> {
  if (log === 'embedded') return openEmbeddedRail(options);
  const { openKafkaRail } = await import('./rails/kafka-rail.ts');
  return openKafkaRail(options);
}

function reportOf({ evidence, judgement, held, givenUp }: Settled, ended: number, began: number) {
  const { sent, log, tickets, verdicts } = evidence;
  return {
    webhooks: {
      sent: sent.length,
      acknowledged: sent.filter(({ acknowledged }) => acknowledged).length,
      copies: sent.reduce((sum, { copies }) => sum + Math.max(0, copies - 1), 0),
      ...{ givenUp, held },
    },
    verdicts: verdicts.length,
    actionsAtTheDesk: tickets.reduce((sum, { markers }) => sum + markers.length, 0),
    events: {
      facts: log.facts.length,
      decisions: log.decisions.length,
      actions: log.actions.length,
      deadLetters: log.deadLetters.length,
    },
    settledMs: performance.now() - ended,
    seconds: (performance.now() - began) / 1_000,
    lost: judgement.lost.length,
    executedTwice: judgement.executedTwice.length,
    wrong: judgement,
    clean: Object.values(judgement).every((wrong: readonly string[]) => wrong.length === 0),
  };
}
