import { setTimeout as sleep } from 'node:timers/promises';
import { DeskrailError, type Logger, silentLogger } from '@deskrail/contracts';
import { driverSettings, type KafkaConnectionOptions } from '../connection-options.js';
import { diagnoseBroker } from '../diagnose-broker.js';
import { type DriverAdmin, DriverError, type DriverSettings } from '../driver.js';
import { explainFailure } from '../explain-failure.js';
import { type DriverName, loadDriver } from '../load-driver.js';
import { findBrokerFaults } from './broker-findings.js';
import { type CatalogueOptions, type CatalogueTopic, onFewBrokers, topicCatalogue } from './catalogue.js';
import { findTopicFaults, severities, type TopicFinding } from './findings.js';
import { observeTopics } from './observe.js';
import { makePlan, type SettingChange, type TopicPlan } from './plan.js';

export interface TopicOptions extends KafkaConnectionOptions, CatalogueOptions {
  /** Default: `kafkajs`. */
  readonly driver?: DriverName;
  /** Takes a cluster of one or two brokers: one replica, which a dead disk takes with it. */
  readonly development?: boolean;
  readonly logger?: Logger;
  readonly signal?: AbortSignal;
}

/** What `applyTopics` did, one after the other. */
export type TopicStep =
  | { readonly kind: 'created'; readonly topic: CatalogueTopic }
  | { readonly kind: 'changed'; readonly change: SettingChange };

export interface AppliedTopics {
  readonly steps: readonly TopicStep[];
  /** As it is now. */
  readonly plan: TopicPlan;
}

export interface TopicReport {
  /** Worst first. */
  readonly findings: readonly TopicFinding[];
  /** False where Deskrail would not start. */
  readonly accepted: boolean;
  readonly plan: TopicPlan;
}

/** What would be made and changed. Changes nothing. Throws `config-invalid`, `dependency-unavailable`. */
export function planTopics(options: TopicOptions): Promise<TopicPlan> {
  return withAdmin(options, async (admin) => (await look(admin, options)).plan);
}

/**
 * Makes the topics that are missing and mends settings that are ours. Deletes nothing and never changes a partition
 * count. Run twice, or by two at once, it does the same.
 */
export function applyTopics(
  options: TopicOptions,
  run: { readonly onProgress?: (step: TopicStep) => void; readonly signal?: AbortSignal } = {},
): Promise<AppliedTopics> {
  const { onProgress, signal = options.signal } = run;
  return withAdmin(options, async (admin) => {
    const { plan } = await look(admin, options);
    const steps = await carryOut(admin, plan, { ...(onProgress && { onProgress }), ...(signal && { signal }) });
    return { steps, plan: plan.settled ? plan : (await lookAgain(admin, options)).plan };
  });
}

/** What is wrong with the topics and the brokers' own limits. */
export function checkTopics(options: TopicOptions): Promise<TopicReport> {
  return withAdmin(options, async (admin) => {
    const { plan, findings } = await look(admin, options);
    const limits = await findBrokerFaults(admin, plan.brokers, plan.topics);
    const all = [...findings, ...limits].toSorted(
      (a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity),
    );
    return { findings: all, accepted: !all.some(({ severity }) => severity === 'refused'), plan };
  });
}

export async function look(
  admin: DriverAdmin,
  options: CatalogueOptions & { readonly development?: boolean; readonly signal?: AbortSignal },
  broker?: number,
): Promise<{ readonly plan: TopicPlan; readonly findings: readonly TopicFinding[] }> {
  const brokers = options.development ? await admin.brokers() : undefined;
  const catalogue = topicCatalogue(options).map((topic) =>
    brokers === undefined ? topic : onFewBrokers(topic, brokers.length),
  );
  const observed = await observeTopics(admin, catalogue, { broker, signal: options.signal });
  return {
    plan: makePlan(catalogue, observed, options.topicPrefix),
    findings: findTopicFaults(catalogue, observed),
  };
}

const heardWithinMs = 10_000;
const betweenLooksMs = 100;

/**
 * After a change: brokers hear of it one after the other, and whoever starts next may ask the last of them. So it waits
 * until all that answer have heard, and returns what the last one to hear says, or what is so after ten seconds.
 */
export async function lookAgain(
  admin: DriverAdmin,
  options: Parameters<typeof look>[1],
  isHeard = ({ settled }: TopicPlan): boolean => settled,
): Promise<Awaited<ReturnType<typeof look>>> {
  const until = performance.now() + heardWithinMs;
  for (;;) {
    const seen = await lookEverywhere(admin, options, isHeard);
    if (isHeard(seen.plan) || performance.now() > until) return seen;
    await sleep(betweenLooksMs, undefined, options.signal && { signal: options.signal });
  }
}

async function lookEverywhere(...[admin, options, isHeard]: Required<Parameters<typeof lookAgain>>) {
  let seen = await look(admin, options);
  for (const { id } of seen.plan.brokers) {
    if (!isHeard(seen.plan)) break;
    seen = await look(admin, options, id).catch((error: unknown) => {
      // One that is away will have heard by the time it is back.
      if (error instanceof DriverError && error.kind === 'unavailable') return seen;
      throw error;
    });
  }
  return seen;
}

export async function carryOut(
  admin: DriverAdmin,
  plan: Pick<TopicPlan, 'creates' | 'changes'>,
  { onProgress, signal }: { readonly onProgress?: (step: TopicStep) => void; readonly signal?: AbortSignal } = {},
): Promise<readonly TopicStep[]> {
  const steps: TopicStep[] = [];
  const done = (step: TopicStep) => {
    steps.push(step);
    onProgress?.(step);
  };
  for (const topic of plan.creates) {
    signal?.throwIfAborted();
    if (await createMissing(admin, topic)) done({ kind: 'created', topic });
  }
  for (const [topic, changes] of Map.groupBy(plan.changes, (change) => change.topic)) {
    signal?.throwIfAborted();
    await admin.alterTopicSettings(topic, Object.fromEntries(changes.map(({ setting, to }) => [setting, to])));
    for (const change of changes) done({ kind: 'changed', change });
  }
  return steps;
}

async function createMissing(admin: DriverAdmin, topic: CatalogueTopic): Promise<boolean> {
  try {
    await admin.createTopic(topic);
    return true;
  } catch (error) {
    // Another applies at the same time.
    if (error instanceof DriverError && error.protocol === 'TOPIC_ALREADY_EXISTS') return false;
    throw error;
  }
}

async function withAdmin<Result>(
  options: TopicOptions,
  work: (admin: DriverAdmin) => Promise<Result>,
): Promise<Result> {
  const settings = driverSettings(options);
  options.signal?.throwIfAborted();
  return explained(settings, async () => {
    await using driver = (await loadDriver(options.driver))(settings, options.logger ?? silentLogger);
    return await work(await driver.openAdmin());
  });
}

/** Runs what talks to the brokers; what it fails at is told by broker, topic and permission, with what to do. */
export async function explained<Result>(settings: DriverSettings, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DriverError)) throw error;
    const asks = error.kind === 'unavailable' || error.kind === 'not-authenticated' || error.kind === 'internal';
    const told = asks ? await diagnoseAll(settings) : [];
    if (told.length === 0) throw explainFailure(error);
    const retryable = told.every(({ passing }) => passing);
    const message = `Kafka cannot be reached: ${told.map(({ broker, why }) => `${broker}: ${why}`).join('; ')}.`;
    const code = retryable ? 'dependency-unavailable' : 'config-invalid';
    throw new DeskrailError(code, message, { retryable, cause: error });
  }
}

async function diagnoseAll(settings: DriverSettings) {
  const found = await Promise.all(
    settings.brokers.map(async (broker) => ({ broker, found: await diagnoseBroker(broker, settings) })),
  );
  return found.flatMap(({ broker, found }) => (found === undefined ? [] : [{ broker, ...found }]));
}
