import { DeskrailError } from '@deskrail/contracts';
import type { DriverError, DriverErrorKind } from './driver.js';

/** What to do, by what a client failed at. */
const fixes: Partial<Readonly<Record<DriverErrorKind, string>>> = {
  'not-authenticated': 'Check sasl.mechanism, sasl.username and sasl.password against what the brokers were given.',
  'unknown-topic': 'Run `deskrail topics apply`, or check topicPrefix.',
  'too-large': 'Run `deskrail topics check`: max.message.bytes must hold four times the body cap.',
};

/** A client's error as ours: what failed, where, and what to do. `refusing` says what was being done, as in `The log`. */
export function explainFailure(error: DriverError, refusing = 'Kafka'): DeskrailError {
  const where = [
    error.broker && `broker ${error.broker}`,
    error.topic && `topic ${error.topic}`,
    error.group && `group ${error.group}`,
  ]
    .filter(Boolean)
    .join(', ');
  const message = [`${refusing} failed${where ? ` (${where})` : ''}: ${endSentence(error.message)}`, fix(error)];
  // The event is not at fault, whoever is: a consumer keeps its place.
  const code = error.kind === 'closed' ? 'closed' : 'dependency-unavailable';
  return new DeskrailError(code, message.filter(Boolean).join(' '), {
    retryable: error.kind === 'unavailable' || error.kind === 'rebalanced',
    cause: error,
    details: { kind: error.kind, ...(error.protocol !== undefined && { protocol: error.protocol }) },
  });
}

const endSentence = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`);

function fix(error: DriverError): string | undefined {
  if (error.kind !== 'not-authorized') return fixes[error.kind];
  const operation = error.operation ?? 'the operation';
  const acls = '`deskrail topics plan --access` prints the ACLs of every role.';
  if (operation === 'IdempotentWrite') {
    // Since Kafka 3.0 whoever may write to any topic may do so once.
    return `This user may write to no topic: it lacks Write there, or IdempotentWrite on a cluster before Kafka 3.0; ${acls}`;
  }
  const resource =
    error.topic !== undefined && error.protocol?.startsWith('GROUP') !== true
      ? `the topic ${error.topic}`
      : error.group !== undefined
        ? `the group ${error.group}`
        : 'the cluster';
  return `This user lacks ${operation} on ${resource}: ${acls}`;
}
