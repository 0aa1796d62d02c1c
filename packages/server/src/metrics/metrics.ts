import type { Action, Decision, EventLog, Logger, Store } from '@deskrail/contracts';
import { Counter, Histogram, Registry } from 'prom-client';
import { addGauges } from './add-gauges.js';
import { boundedLabel } from './bounded-label.js';
import { countLearning, type MeasureEdit } from './count-learning.js';
import { countReconciled, type ReconciledObservation } from './count-reconciled.js';

/** What a receiver tells of one delivery; `DeliveryReport` of `@deskrail/webhooks` is one. */
export interface DeliveryObservation {
  readonly connection: string;
  readonly desk: string;
  readonly outcome: string;
  readonly code?: string;
}

export interface RequestObservation {
  readonly method: string;
  /** The route's template, such as `/v1/actions/{id}/resolution`. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

/** Metrics by Prometheus' conventions. Every set of labels is bounded, and none holds personal data. */
export interface Metrics {
  /** Its own: two servers in one process do not meet. Add Node's metrics with prom-client’s `collectDefaultMetrics`. */
  readonly registry: Registry;
  /** For `createReceiver({ onDelivery })`. */
  readonly onDelivery: (delivery: DeliveryObservation) => void;
  /** For whatever reads desks back. */
  readonly onReconciled: (reconciled: ReconciledObservation) => void;
  /** What `/metrics` answers. */
  text(): Promise<string>;
}

export interface MetricsRecorder extends Metrics {
  onRequest(request: RequestObservation): void;
  onDecision(event: Decision): void;
  onAction(event: Action): void;
}

/** A number that is asked when metrics are collected. */
export interface GaugeOption {
  /** Such as `deskrail_spool_events`. */
  readonly name: string;
  readonly help: string;
  /** Undefined where there is nothing to tell; then, and where it rejects, the gauge is left out. */
  read(): number | undefined | Promise<number | undefined>;
}

export interface MetricsOptions {
  readonly store: Store | undefined;
  readonly log: EventLog;
  readonly openEventStreams: () => number;
  readonly gauges?: readonly GaugeOption[] | undefined;
  readonly measureEdit?: MeasureEdit | undefined;
  readonly logger: Logger;
  /** For what is asked of store and log when metrics are collected. */
  readonly timeoutMs: number;
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

export function createMetrics(options: MetricsOptions): MetricsRecorder {
  const registry = new Registry();
  const registers = [registry];
  const requests = new Counter({
    name: 'deskrail_http_requests_total',
    help: 'HTTP requests answered.',
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  const durations = new Histogram({
    name: 'deskrail_http_request_duration_seconds',
    help: 'Time until an answer’s headers.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  });
  const deliveries = new Counter({
    name: 'deskrail_webhook_deliveries_total',
    help: 'Webhooks by what became of them; code is empty where nothing was wrong.',
    labelNames: ['connection', 'desk', 'outcome', 'code'],
    registers,
  });
  const recommendations = new Counter({
    name: 'deskrail_recommendations_total',
    help: 'Recommendations that entered the log since this process began, by what policy allowed.',
    labelNames: ['kind', 'outcome'],
    registers,
  });
  const verdicts = new Counter({
    name: 'deskrail_verdicts_total',
    help: 'Verdicts that entered the log since this process began; by is person or rule.',
    labelNames: ['kind', 'by'],
    registers,
  });
  const actions = new Counter({
    name: 'deskrail_actions_total',
    help: 'Changes of actions that entered the log since this process began, by the status they brought.',
    labelNames: ['status'],
    registers,
  });
  addGauges(registry, options);
  const learning = countLearning(registry, { measureEdit: options.measureEdit, logger: options.logger });

  const connectionLabel = boundedLabel(200);
  const deskLabel = boundedLabel(20);
  const outcomeLabel = boundedLabel(20);
  const codeLabel = boundedLabel(60);

  return {
    registry,
    text: () => registry.metrics(),
    onReconciled: countReconciled(registry),
    onRequest({ method, route, status, seconds }) {
      const labels = { method: methods.includes(method) ? method : 'other', route, status: String(status) };
      requests.inc(labels);
      durations.observe(labels, seconds);
    },
    onDelivery({ connection, desk, outcome, code = '' }) {
      deliveries.inc({
        connection: connectionLabel(connection),
        desk: deskLabel(desk),
        outcome: outcomeLabel(outcome),
        code: codeLabel(code),
      });
    },
    onDecision(event) {
      learning.onDecision(event);
      if (event.type === 'verdict.given.v1') {
        verdicts.inc({ kind: event.data.kind, by: event.data.reviewer.startsWith('rule/') ? 'rule' : 'person' });
      } else if (event.type === 'recommendation.withheld.v1') {
        recommendations.inc({ kind: event.data.kind, outcome: 'withheld' });
      } else if ('proposal' in event.data && event.data.pipeline !== 'undo/1') {
        // What takes an action back is a person's, and shown to nobody.
        recommendations.inc({ kind: event.data.proposal.kind, outcome: event.data.outcome });
      }
    },
    onAction(event) {
      // The audit's links are in the same stream, and change no action.
      if (event.type === 'audit.linked.v1') return;
      actions.inc({ status: event.type.split('.')[1] ?? 'other' });
    },
  };
}
