interface ProcessMetric {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly labels?: readonly string[];
  readonly about: string;
}

/** What `/metrics` tells beside the numbers of packages/copilot/src/analytics. A test fails for what is exported and not here. */
export const processMetrics: Readonly<Record<string, ProcessMetric>> = {
  deskrail_http_requests_total: {
    type: 'counter',
    labels: ['method', 'route', 'status'],
    about: 'HTTP requests answered; `route` is the template.',
  },
  deskrail_http_request_duration_seconds: {
    type: 'histogram',
    labels: ['method', 'route', 'status'],
    about: 'Time until an answer’s headers.',
  },
  deskrail_webhook_deliveries_total: {
    type: 'counter',
    labels: ['connection', 'desk', 'outcome', 'code'],
    about: 'Webhooks by what became of them; `code` is empty where nothing was wrong.',
  },
  deskrail_consumer_lag_events: {
    type: 'gauge',
    labels: ['group', 'stream'],
    about: 'Events that a consumer group has not done.',
  },
  deskrail_consumer_lag_seconds: {
    type: 'gauge',
    labels: ['group', 'stream'],
    about: 'Age of the oldest event that a consumer group has not done.',
  },
  deskrail_log_up: { type: 'gauge', about: '1 where the log would take an event now, else 0.' },
  deskrail_store_up: { type: 'gauge', about: '1 where the store can do its work now, else 0.' },
  deskrail_outbox_depth: { type: 'gauge', about: 'Events decided and not yet in the log.' },
  deskrail_event_streams_open: { type: 'gauge', about: 'Server-sent event streams being followed.' },
  deskrail_suggestions_total: {
    type: 'counter',
    labels: ['outcome', 'cached'],
    about: 'Suggestions that were asked for and answered; `cached` is `yes` where the answer was kept from before.',
  },
  deskrail_recommendations_total: {
    type: 'counter',
    labels: ['kind', 'outcome'],
    about: 'Recommendations that entered the log, by what policy allowed, or `withheld`.',
  },
  deskrail_verdicts_total: {
    type: 'counter',
    labels: ['kind', 'by'],
    about: 'Verdicts that entered the log; `by` is `person` or `rule`.',
  },
  deskrail_rejects_total: {
    type: 'counter',
    labels: ['reason'],
    about: 'Rejects of persons that entered the log, by reason code.',
  },
  deskrail_edit_distance: {
    type: 'histogram',
    about: 'How far replies that persons let through are from what was suggested: 0 the same, 1 nothing kept.',
  },
  deskrail_actions_total: {
    type: 'counter',
    labels: ['status'],
    about: 'Changes of actions that entered the log, by the status they brought.',
  },
  deskrail_fallback_rate: {
    type: 'gauge',
    about:
      'Share of the replies asked for in the watched time that were withheld for want of an answer, or written by the fallback. [The alarm](../how-to/measure.md) is set on it.',
  },
  deskrail_fallback_alerts_total: {
    type: 'counter',
    about: 'How often more replies fell back than the threshold allows.',
  },
  deskrail_tool_handlers_overdue: {
    type: 'gauge',
    about:
      'Handlers of [tools](../how-to/tools.md) that have not ended since their time limit; each holds one place of its tool.',
  },
  deskrail_reconciliations_total: {
    type: 'counter',
    labels: ['connection', 'outcome'],
    about: '[Readings of a desk](../operating/reconcile.md) that ended, `done` or `failed`.',
  },
  deskrail_reconciled_events_total: {
    type: 'counter',
    labels: ['connection', 'kind'],
    about: 'What webhooks had missed and a reading appended: `fact`, and `state` where one differed.',
  },
  deskrail_spool_events: {
    type: 'gauge',
    about: 'On a receiver with a [spool](../operating/spool.md): events on its disk that the log has yet to take.',
  },
  deskrail_spool_bytes: { type: 'gauge', about: 'Their size.' },
  deskrail_spool_age_seconds: { type: 'gauge', about: 'How long the oldest of them has waited.' },
  deskrail_spool_refused: {
    type: 'gauge',
    about: 'Events set aside, as the log would not take them for a fault of their own.',
  },
  deskrail_postgres_connections_max: {
    type: 'gauge',
    about: 'On [PostgreSQL](../operating/postgres.md): connections that this process may use at once.',
  },
  deskrail_postgres_connections_used: { type: 'gauge', about: 'Those in use.' },
  deskrail_postgres_connections_waiting: { type: 'gauge', about: 'Reads and writes that wait for one.' },
};
