import { isDeskrailError } from '@deskrail/contracts';
import { describe, expect, it } from 'vitest';
import { readEnvironment } from './environment.js';

const zendesk = {
  DESKRAIL_ZENDESK_SECRET: 'new-secret, old-secret',
  DESKRAIL_ZENDESK_URL: 'https://acme.zendesk.com/',
  DESKRAIL_ZENDESK_TOKEN: 'bot@acme.example/token:abc',
};

const sid = 'AC00000000000000000000000000000001';

const refusal = (variables: Record<string, string>): string => {
  try {
    readEnvironment(variables);
  } catch (error) {
    if (isDeskrailError(error, 'config-invalid')) return error.message;
    throw error;
  }
  return 'accepted';
};

describe('readEnvironment', () => {
  it('sets nothing where nothing is set', () => {
    expect(readEnvironment({ PATH: '/bin' })).toEqual({ demo: true, desks: {}, unknown: [] });
  });

  it('reads every variable', () => {
    expect(
      readEnvironment({
        ...zendesk,
        PORT: '0',
        HOST: '0.0.0.0',
        DESKRAIL_DATA: '/var/lib/deskrail',
        DESKRAIL_API_KEY: 'k'.repeat(20),
        DESKRAIL_KNOWLEDGE: 'articles, more articles',
        DESKRAIL_DEMO: '0',
        DESKRAIL_LOG: 'debug',
      }),
    ).toEqual({
      port: 0,
      host: '0.0.0.0',
      data: '/var/lib/deskrail',
      apiKey: 'k'.repeat(20),
      desks: {
        zendesk: {
          secrets: ['new-secret', 'old-secret'],
          rest: { url: 'https://acme.zendesk.com', token: 'bot@acme.example/token:abc' },
        },
      },
      knowledge: ['articles', 'more articles'],
      demo: false,
      logLevel: 'debug',
      unknown: [],
    });
  });

  it('takes a connection that only receives', () => {
    expect(readEnvironment({ DESKRAIL_ZENDESK_SECRET: 'abc' }).desks).toEqual({ zendesk: { secrets: ['abc'] } });
  });

  it('takes a Freshdesk and a Twilio account, each with what it needs and no more', () => {
    const publicUrl = 'https://support.example.com:8443/webhooks/twilio';
    expect(
      readEnvironment({
        DESKRAIL_FRESHDESK_SECRET: 'a-secret',
        DESKRAIL_FRESHDESK_URL: 'https://acme.freshdesk.com/',
        DESKRAIL_FRESHDESK_KEY: 'k3y',
        DESKRAIL_TWILIO_AUTH_TOKEN: 'new, old',
        DESKRAIL_TWILIO_ACCOUNT_SID: sid,
        DESKRAIL_TWILIO_PUBLIC_URL: publicUrl,
        DESKRAIL_TWILIO_URL: 'http://127.0.0.1:4010',
      }),
    ).toMatchObject({
      desks: {
        freshdesk: { secrets: ['a-secret'], rest: { url: 'https://acme.freshdesk.com', token: 'k3y' } },
        twilio: { secrets: ['new', 'old'], accountSid: sid, publicUrl, url: 'http://127.0.0.1:4010' },
      },
      unknown: [],
    });
    expect(readEnvironment({ DESKRAIL_FRESHDESK_SECRET: 'a', DESKRAIL_TWILIO_AUTH_TOKEN: 'b' }).desks).toEqual({
      freshdesk: { secrets: ['a'] },
      twilio: { secrets: ['b'] },
    });
  });

  it.each([
    ['DESKRAIL_FRESHDESK_SECRET', '', 'set and empty'],
    ['DESKRAIL_ZENDESK_ENRICH', 'perhaps', 'Write true or false'],
    ['DESKRAIL_FRESHDESK_URL', 'https://acme.freshdesk.com/api/v2', 'such as https://acme.freshdesk.com.'],
    ['DESKRAIL_FRESHDESK_KEY', 'k3y:X', 'without the colon'],
    ['DESKRAIL_TWILIO_AUTH_TOKEN', 'one,,two', 'auth token'],
    ['DESKRAIL_TWILIO_ACCOUNT_SID', 'SK0123', 'begins with AC'],
    ['DESKRAIL_TWILIO_PUBLIC_URL', 'https://support.example.com/webhooks/twilio?x=1', 'scheme, host, port and path'],
    ['DESKRAIL_TWILIO_PUBLIC_URL', 'desk.example', 'scheme, host, port and path'],
    ['DESKRAIL_TWILIO_URL', 'https://api.twilio.com/2010-04-01', 'Unset it for Twilio itself'],
  ])('%s=%j is refused, and the error says what to write', (name, value, advice) => {
    const message = refusal({ [name]: value });
    expect(message).toContain(`${name}: `);
    expect(message).toContain(advice);
    if (value !== '') expect(message).not.toContain(value);
  });

  it.each([
    [{ DESKRAIL_ZENDESK_ENRICH: 'true' }, ['ZENDESK_URL']],
    [{ DESKRAIL_FRESHDESK_URL: 'https://acme.freshdesk.com' }, ['FRESHDESK_KEY', 'FRESHDESK_SECRET']],
    [{ DESKRAIL_TWILIO_ACCOUNT_SID: 'AC00000000000000000000000000000001' }, ['TWILIO_AUTH_TOKEN']],
    [{ DESKRAIL_TWILIO_URL: 'https://api.example' }, ['TWILIO_AUTH_TOKEN', 'TWILIO_ACCOUNT_SID']],
  ])('%j alone is half a connection', (variables, missing) => {
    for (const name of missing) expect(refusal(variables)).toContain(`DESKRAIL_${name}: it is not set, though`);
  });

  it.each([
    ['PORT', 'eighty', '3000'],
    ['PORT', '65536', '0 to 65535'],
    ['HOST', 'http://127.0.0.1', '127.0.0.1'],
    ['DESKRAIL_API_KEY', 'two words', 'openssl'],
    ['DESKRAIL_API_KEY', '', 'set and empty'],
    ['DESKRAIL_ZENDESK_SECRET', '', 'set and empty'],
    ['DESKRAIL_ZENDESK_SECRET', 'one,,two', 'signing secret'],
    ['DESKRAIL_KNOWLEDGE', 'a,', 'Markdown'],
    ['DESKRAIL_DEMO', 'maybe', 'Write 0'],
    ['DESKRAIL_LOG', 'loud', 'debug, info'],
  ])('%s=%j is refused, and the error says what to write', (name, value, advice) => {
    expect(refusal({ [name]: value })).toContain(`${name}: `);
    expect(refusal({ [name]: value })).toContain(advice);
  });

  it.each([
    'http://acme.zendesk.com',
    'https://acme.zendesk.com/api/v2',
    'acme.zendesk.com',
    'https://user:pass@acme.zendesk.com',
  ])('the desk’s address %s is refused', (url) => {
    expect(refusal({ ...zendesk, DESKRAIL_ZENDESK_URL: url })).toContain('such as https://acme.zendesk.com.');
  });

  it('takes plain http for a desk on this machine', () => {
    expect(refusal({ ...zendesk, DESKRAIL_ZENDESK_URL: 'http://127.0.0.1:9000' })).toBe('accepted');
  });

  it('says which part of a connection is missing', () => {
    const { DESKRAIL_ZENDESK_SECRET: _, ...withoutSecret } = zendesk;
    const { DESKRAIL_ZENDESK_TOKEN: __, ...withoutToken } = zendesk;
    expect(refusal(withoutSecret)).toContain('DESKRAIL_ZENDESK_SECRET: it is not set, though DESKRAIL_ZENDESK_URL is');
    expect(refusal(withoutToken)).toContain('DESKRAIL_ZENDESK_TOKEN: it is not set, though DESKRAIL_ZENDESK_URL is');
  });

  it('names all that is wrong at once and never a value', () => {
    const message = refusal({ PORT: 'p0rt', DESKRAIL_API_KEY: 'hunter two', DESKRAIL_ZENDESK_TOKEN: 'tok3n' });
    expect(message).toMatch(/^5 settings are wrong:/);
    for (const value of ['p0rt', 'hunter', 'tok3n']) expect(message).not.toContain(value);
  });

  it('tells of variables that nothing reads', () => {
    expect(readEnvironment({ DESKRAIL_ZENDESK_SECRETS: 'x', DESKRAIL_DEBUG: '1' }).unknown).toEqual([
      'DESKRAIL_ZENDESK_SECRETS',
    ]);
  });
});

describe('Kafka and PostgreSQL', () => {
  const sasl = {
    KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512',
    KAFKA_SASL_USERNAME: 'deskrail',
    KAFKA_SASL_PASSWORD: 'hunter2',
  };

  it('are read from the environment', () => {
    const { kafka, databaseUrl, unknown } = readEnvironment({
      ...sasl,
      KAFKA_BROKERS: 'kafka-1:9092, [::1]:9093',
      KAFKA_CLIENT_ID: 'eu-1',
      KAFKA_TOPIC_PREFIX: 'acme.',
      KAFKA_TLS: 'true',
      KAFKA_TLS_CA_FILE: 'ca.pem',
      KAFKA_DRIVER: 'platformatic',
      KAFKA_DEVELOPMENT: '1',
      KAFKA_SHARED_STORAGE: 'false',
      DATABASE_URL: 'postgres://me:secret@db.example/deskrail?sslmode=require',
    });
    expect(kafka).toEqual({
      brokers: ['kafka-1:9092', '[::1]:9093'],
      clientId: 'eu-1',
      topicPrefix: 'acme.',
      tls: { caFile: 'ca.pem' },
      sasl: { mechanism: 'scram-sha-512', username: 'deskrail', password: 'hunter2' },
      driver: 'platformatic',
      development: true,
      sharedStorage: false,
    });
    expect([databaseUrl, unknown]).toEqual(['postgres://me:secret@db.example/deskrail?sslmode=require', []]);
  });

  it.each([
    ['KAFKA_BROKERS', 'kafka-1', 'host:port'],
    ['KAFKA_BROKERS', 'PLAINTEXT://kafka-1:9092', 'host:port'],
    ['KAFKA_BROKERS', 'kafka-1:9092,', 'host:port'],
    ['KAFKA_CLIENT_ID', 'my client', 'letters, digits'],
    ['KAFKA_TOPIC_PREFIX', 'acme/', 'letters, digits'],
    ['KAFKA_TLS', 'yes', 'true or false'],
    ['KAFKA_DRIVER', 'librdkafka', 'kafkajs, platformatic'],
    ['KAFKA_DEVELOPMENT', 'maybe', 'true or false'],
    ['DATABASE_URL', 'mysql://me:hunter2@db/deskrail', 'postgres://user'],
    ['DATABASE_URL', '', 'set and empty'],
  ])('%s=%j is refused, and no value is in the error', (name, value, advice) => {
    const message = refusal({ [name]: value });
    expect(message).toContain(`${name}: `);
    expect(message).toContain(advice);
    expect(message).not.toContain('hunter2');
  });

  it.each([
    [{ ...sasl, KAFKA_SASL_PASSWORD: '' }, 'KAFKA_SASL_PASSWORD: it is set and empty'],
    [{ KAFKA_SASL_MECHANISM: 'GSSAPI' }, 'Write one of plain, scram-sha-256, scram-sha-512.'],
    [{ KAFKA_SASL_USERNAME: 'x' }, 'KAFKA_SASL_MECHANISM: it is not set, though KAFKA_SASL_USERNAME is'],
    [{ KAFKA_SASL_MECHANISM: 'plain' }, 'KAFKA_SASL_PASSWORD: it is not set, though KAFKA_SASL_MECHANISM is'],
    [{ KAFKA_TLS_CERT_FILE: 'c.pem' }, 'KAFKA_TLS_KEY_FILE: it is not set, though KAFKA_TLS_CERT_FILE is'],
    [{ KAFKA_TLS: 'false', KAFKA_TLS_CA_FILE: 'c.pem' }, 'KAFKA_TLS: it says no, though KAFKA_TLS_CA_FILE is set'],
  ])('%j does not fit together', (variables, message) => {
    expect(refusal({ KAFKA_BROKERS: 'kafka-1:9092', ...variables })).toContain(message);
  });

  it('tells of a variable that was misspelt, and leaves others’ alone', () => {
    const variables = { KAFKA_BROKER: 'a:1', KAFKA_HOME: '/opt/kafka', KAFKA_OPTS: '-Xmx1g' };
    expect(readEnvironment(variables).unknown).toEqual(['KAFKA_BROKER']);
  });
});
