import { DriverError, type DriverErrorKind } from '../driver.js';
import { kindOfProtocolError } from '../protocol-errors.js';

interface KafkajsFailure {
  readonly name?: string;
  readonly message?: string;
  /** The protocol's name of the error. */
  readonly type?: string;
  readonly code?: string | number;
  readonly broker?: string;
  readonly cause?: unknown;
  readonly errors?: readonly unknown[];
}

const byName: Readonly<Record<string, DriverErrorKind>> = {
  KafkaJSBrokerNotFound: 'unavailable',
  KafkaJSConnectionClosedError: 'unavailable',
  KafkaJSConnectionError: 'unavailable',
  KafkaJSGroupCoordinatorNotFound: 'unavailable',
  KafkaJSLockTimeout: 'unavailable',
  KafkaJSMetadataNotLoaded: 'unavailable',
  KafkaJSNoBrokerAvailableError: 'unavailable',
  KafkaJSRequestTimeoutError: 'unavailable',
  KafkaJSSASLAuthenticationError: 'not-authenticated',
  KafkaJSTopicMetadataNotLoaded: 'unknown-topic',
};

/** What kafkajs threw, in our words. It wraps: the innermost error that says something is taken. */
export function translateFailure(
  error: unknown,
  about: {
    readonly brokers?: readonly string[];
    readonly topic?: string;
    readonly partition?: number;
    readonly group?: string;
    readonly operation?: string;
  } = {},
): DriverError {
  if (error instanceof DriverError) return error;
  const found = innermost(error);
  const protocol = found.type;
  const kind = protocol === undefined ? (byName[found.name ?? ''] ?? systemKind(found)) : kindOfProtocolError(protocol);
  const { brokers, ...details } = about;
  const broker = found.broker ?? (brokers?.length === 1 ? brokers[0] : undefined);
  const message = found.message === undefined || found.message === '' ? String(found.code ?? error) : found.message;
  return new DriverError(kind, message, { ...details, protocol, broker, cause: error });
}

const systemKind = ({ code }: KafkajsFailure): DriverErrorKind =>
  typeof code === 'string' ? 'unavailable' : 'internal';

function innermost(error: unknown): KafkajsFailure {
  let found = (error ?? {}) as KafkajsFailure;
  for (let depth = 0; depth < 10; depth += 1) {
    const inner = found.errors?.[0] ?? found.cause;
    if (typeof inner !== 'object' || inner === null || inner === found) break;
    const next = inner as KafkajsFailure;
    // A cause of a system's error, or a wrapper's own text, tells less than what we have.
    if (found.type !== undefined && next.type === undefined) break;
    found = next;
  }
  return found;
}
