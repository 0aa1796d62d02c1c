import type { DriverErrorKind } from './driver.js';

/** The protocol's own names, by what they mean to us. Older clients' names of the same errors stand beside them. */
const kinds: Readonly<Record<DriverErrorKind, readonly string[]>> = {
  unavailable: [
    'BROKER_NOT_AVAILABLE',
    'COORDINATOR_LOAD_IN_PROGRESS',
    'COORDINATOR_NOT_AVAILABLE',
    'CORRUPT_MESSAGE',
    'ELIGIBLE_LEADERS_NOT_AVAILABLE',
    'FENCED_LEADER_EPOCH',
    'FETCH_SESSION_ID_NOT_FOUND',
    'GROUP_COORDINATOR_NOT_AVAILABLE',
    'GROUP_LOAD_IN_PROGRESS',
    'KAFKA_STORAGE_ERROR',
    'LEADER_NOT_AVAILABLE',
    'NETWORK_EXCEPTION',
    'NOT_CONTROLLER',
    'NOT_COORDINATOR',
    'NOT_COORDINATOR_FOR_GROUP',
    'NOT_ENOUGH_REPLICAS',
    'NOT_ENOUGH_REPLICAS_AFTER_APPEND',
    'NOT_LEADER_FOR_PARTITION',
    'NOT_LEADER_OR_FOLLOWER',
    'OFFSET_NOT_AVAILABLE',
    'REPLICA_NOT_AVAILABLE',
    'REQUEST_TIMED_OUT',
    'STALE_BROKER_EPOCH',
    'THROTTLING_QUOTA_EXCEEDED',
    'UNKNOWN_LEADER_EPOCH',
    'UNKNOWN_TOPIC_ID',
    'UNSTABLE_OFFSET_COMMIT',
  ],
  'too-large': ['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE'],
  'not-authenticated': ['ILLEGAL_SASL_STATE', 'SASL_AUTHENTICATION_FAILED', 'UNSUPPORTED_SASL_MECHANISM'],
  'not-authorized': [
    'CLUSTER_AUTHORIZATION_FAILED',
    'GROUP_AUTHORIZATION_FAILED',
    'TOPIC_AUTHORIZATION_FAILED',
    'TRANSACTIONAL_ID_AUTHORIZATION_FAILED',
  ],
  'unknown-topic': ['UNKNOWN_TOPIC_OR_PARTITION'],
  'stale-producer': [
    'DUPLICATE_SEQUENCE_NUMBER',
    'INVALID_PRODUCER_EPOCH',
    'INVALID_PRODUCER_ID_MAPPING',
    'OUT_OF_ORDER_SEQUENCE_NUMBER',
    'PRODUCER_FENCED',
    'UNKNOWN_PRODUCER_ID',
  ],
  rebalanced: [
    'FENCED_INSTANCE_ID',
    'FENCED_MEMBER_EPOCH',
    'ILLEGAL_GENERATION',
    'MEMBER_ID_REQUIRED',
    'REBALANCE_IN_PROGRESS',
    'STALE_MEMBER_EPOCH',
    'UNKNOWN_MEMBER_ID',
  ],
  invalid: ['INVALID_RECORD'],
  closed: [],
  internal: [],
};

const kindByName = new Map(
  Object.entries(kinds).flatMap(([kind, names]) => names.map((name) => [name, kind as DriverErrorKind] as const)),
);

/** What an error of the protocol means to us: `internal` where it means nothing that we could act upon. */
export const kindOfProtocolError = (name: string): DriverErrorKind => kindByName.get(name) ?? 'internal';
