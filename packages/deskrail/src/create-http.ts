import { type Clock, type Logger, type Policy, silentLogger } from '@deskrail/contracts';
import {
  createAnalytics,
  createKnownQueues,
  createLiveNumbers,
  createPolicyDesk,
  createReviewDesk,
  createReviewQueue,
  type FallbackWatch,
  namedQueues,
  type Recommender,
} from '@deskrail/copilot';
import { apiKeys, createServer, type DeskrailServer } from '@deskrail/server';
import { createReceiver, redriveWebhook } from '@deskrail/webhooks';
import { editMeasure, fallbackGauges } from './learning-metrics.js';
import type { OpenPlaces } from './open-places.js';
import type { Receiving } from './open-receiving.js';
import type { Signing } from './open-signing.js';
import type { DeskrailOptions, InstanceRole } from './options.js';
import { type OverdueHandlers, overdueGauges } from './overdue-handlers.js';
import { pageFolder } from './page-folder.js';
import { type Progress, partChecks, partGauges } from './part-checks.js';
import { peopleOf } from './people-of.js';
import { createReconciling, type Reconciling } from './reconcile/create-reconciling.js';
import type { SignatureWatch } from './signature-watch.js';

export interface Http {
  readonly server: DeskrailServer;
  /** Absent where this process has no store. */
  readonly reconciling: Reconciling | undefined;
}

/** All that this process answers over HTTP, by its roles; probes and metrics whatever they are. */
export function createHttp(given: {
  readonly options: DeskrailOptions;
  readonly roles: readonly InstanceRole[];
  readonly places: OpenPlaces;
  readonly policy: Policy;
  readonly signing: Signing | undefined;
  readonly recommender: Recommender | undefined;
  readonly receiving: Receiving | undefined;
  readonly fallbacks: FallbackWatch | undefined;
  readonly overdue: OverdueHandlers;
  readonly progress: Progress;
  readonly watch: SignatureWatch;
  readonly clock: Clock;
  readonly logger: Logger;
}): Http {
  const {
    options,
    roles,
    places,
    policy,
    signing,
    recommender,
    receiving,
    fallbacks,
    overdue,
    progress,
    watch,
    clock,
    logger,
  } = given;
  const { limits = {}, tenant = 'default', connections = [], tools = [], allowedLinks = [] } = options;
  const { log, store } = places;
  const receiver =
    receiving &&
    createReceiver({
      ...{ log: receiving.log, connections: receiving.connections, logger, clock },
      ...(limits.bodyBytes !== undefined && { bodyLimitBytes: limits.bodyBytes }),
      appendTimeoutMs: receiving.appendTimeoutMs,
      onDelivery(report) {
        watch.onDelivery(report);
        server.metrics.onDelivery(report);
      },
    });
  const people = peopleOf(options);
  const keys = (options.keys ?? []).map((key) => ({ tenant, ...key }));
  const knownQueues = store && createKnownQueues({ store, policy, people, keys });
  const reviewing = { sign: signing?.sign, policy, connections, clock, tools, allowedLinks, knownQueues };
  const api =
    roles.includes('api') && store && recommender
      ? {
          reviewDesk: createReviewDesk({ ...reviewing, store, checkEvidence: recommender.checkEvidence }),
          reviewQueue: createReviewQueue({
            ...reviewing,
            ...{ store, people, lookAtEvidence: recommender.lookAtEvidence },
          }),
          copilot: recommender,
          analytics: createAnalytics({ log, clock }),
          liveNumbers:
            options.liveNumbers === false
              ? undefined
              : createLiveNumbers({ clock, queues: namedQueues(policy.document) }),
          policyDesk: createPolicyDesk({ store, policy, tools }),
          keys: apiKeys(keys),
          people,
          jwt: (options.jwt ?? []).map((issuer) => (issuer.tenantClaim ? issuer : { tenant, ...issuer })),
          fetchKeys: options.fetch,
          page: pageOf(options),
        }
      : {};
  const reconciling =
    store &&
    createReconciling({
      ...{ connections, log, store, clock, logger, fetch: options.fetch },
      onReconciled: (observation) => server.metrics.onReconciled(observation),
      onDone: watch.reconciled,
    });
  const server: DeskrailServer = createServer({
    ...{ log, receiver, logger, clock, ...api },
    redriveWebhook: (letter, { signal }) => redriveWebhook({ log, connections, clock, signal }, letter),
    openReconciliation: reconciling?.open,
    ...(store && { store }),
    cors: options.cors,
    checks: { ...partChecks(places, receiving, progress), ...(receiver && { connections: watch.check }) },
    gauges: [...partGauges(places, receiving), ...fallbackGauges(fallbacks), ...overdueGauges(overdue)],
    ...(store && { measureEdit: editMeasure(store) }),
    ...(limits.bodyBytes !== undefined && { limits: { bodyBytes: limits.bodyBytes } }),
  });
  return { server, reconciling };
}

function pageOf({ page = true, logger = silentLogger }: DeskrailOptions): { readonly folder: string } | undefined {
  const folder = page ? pageFolder() : undefined;
  if (page && folder === undefined) logger.warn({}, 'The reviewers’ page is not built, so none is served.');
  return folder === undefined ? undefined : { folder };
}
