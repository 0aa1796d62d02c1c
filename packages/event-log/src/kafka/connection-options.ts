import { DeskrailError } from '@deskrail/contracts';
import type { DriverSettings } from './driver.js';
import { wrongPrefix } from './topics/names.js';

/** Where the brokers are and how to be let in. */
export interface KafkaConnectionOptions {
  /** `host:port`, several so that one may be down. */
  readonly brokers: readonly string[];
  /** Names this process in the brokers' logs and quotas. Default: `deskrail`. */
  readonly clientId?: string;
  /** True for the system's authorities. `ca`, `cert` and `key` are PEM text, not paths. */
  readonly tls?: boolean | TlsOptions;
  readonly sasl?: SaslOptions;
  readonly compression?: 'none' | 'gzip';
  /** Default: 5 000. */
  readonly connectTimeoutMs?: number;
  /** How long one request may take. Default: 15 000. */
  readonly requestTimeoutMs?: number;
}

export interface TlsOptions {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** The name in the brokers' certificates, where it is not their host's. */
  readonly serverName?: string;
}

export interface SaslOptions {
  /** In small or in capital letters. */
  readonly mechanism: string;
  readonly username: string;
  readonly password: string;
}

const mechanisms = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;

/** What a driver is given. Throws `config-invalid`, with all that is wrong at once and no secret. */
export function driverSettings(options: KafkaConnectionOptions & { readonly topicPrefix?: string }): DriverSettings {
  const { clientId = 'deskrail', compression = 'none', connectTimeoutMs = 5_000, requestTimeoutMs = 15_000 } = options;
  const brokers = options.brokers.map((broker) => broker.trim()).filter((broker) => broker !== '');
  const wrong = [
    ...wrongBrokers(brokers),
    ...wrongTls(options.tls),
    ...wrongSasl(options.sasl),
    options.topicPrefix === undefined ? undefined : wrongPrefix(options.topicPrefix),
    /^[a-zA-Z0-9._-]{1,200}$/.test(clientId) ? undefined : "clientId: write letters, digits, '.', '_' and '-'.",
    compression === 'none' || compression === 'gzip' ? undefined : 'compression must be none or gzip.',
  ].filter((each) => each !== undefined);
  if (wrong.length > 0) throw new DeskrailError('config-invalid', `Kafka: ${wrong.join(' ')}`);
  const mechanism = mechanisms.find((known) => known === options.sasl?.mechanism.toLowerCase());
  return {
    ...{ brokers, clientId, compression, connectTimeoutMs, requestTimeoutMs },
    ...(options.tls && { tls: options.tls }),
    ...(options.sasl && mechanism && { sasl: { ...options.sasl, mechanism } }),
  };
}

function wrongBrokers(brokers: readonly string[]): string[] {
  if (brokers.length === 0) return ['brokers is empty: write host:port, several by comma.'];
  return brokers.flatMap((broker) => {
    if (/^[a-z]+:\/\//i.test(broker)) {
      const scheme = broker.slice(0, broker.indexOf(':'));
      return [`brokers: leave '${scheme}://' away and write host:port; TLS is set by tls.`];
    }
    const [, host, port] = /^(\[[0-9a-f:]+\]|[^\s:/@]+):(\d{1,5})$/i.exec(broker) ?? [];
    // It may hold a credential that was written into it.
    if (host === undefined) return ['brokers: one is not host:port, such as kafka-1.internal:9092.'];
    return Number(port) >= 1 && Number(port) <= 65_535 ? [] : [`brokers: ${broker} has no port between 1 and 65535.`];
  });
}

function wrongTls(tls: KafkaConnectionOptions['tls']): string[] {
  if (tls === undefined || typeof tls === 'boolean') return [];
  const wrong = (['ca', 'cert', 'key'] as const).flatMap((name) => {
    const text = tls[name];
    return text === undefined || text.includes('-----BEGIN ')
      ? []
      : [`tls.${name} is not PEM text; a path is not read.`];
  });
  if ((tls.cert === undefined) !== (tls.key === undefined)) wrong.push('tls.cert and tls.key go together.');
  return wrong;
}

function wrongSasl(sasl: SaslOptions | undefined): string[] {
  if (sasl === undefined) return [];
  const wrong: string[] = [];
  if (!mechanisms.some((known) => known === sasl.mechanism.toLowerCase())) {
    wrong.push('sasl.mechanism must be PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512.');
  }
  if (sasl.username === '') wrong.push('sasl.username is empty.');
  if (sasl.password === '') wrong.push('sasl.password is empty.');
  return wrong;
}

/** Whether a password would cross a network as it is. */
export function passwordIsBare({ tls, sasl, brokers }: DriverSettings): boolean {
  if (tls !== undefined || sasl?.mechanism !== 'plain') return false;
  return brokers.some((broker) => !/^(localhost|127\.[\d.]+|\[::1\]):\d+$/.test(broker));
}
