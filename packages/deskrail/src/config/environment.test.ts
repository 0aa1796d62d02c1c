import { isDeskrailError } from '@deskrail/contracts';
import { describe, expect, it } from 'vitest';
import { readEnvironment } from './environment.js';

const zendesk = {
  DESKRAIL_ZENDESK_SECRET: 'new-secret, old-secret',
  DESKRAIL_ZENDESK_URL: 'https://acme.zendesk.com/',
  DESKRAIL_ZENDESK_TOKEN: 'bot@acme.example/token:abc',
};

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
    expect(readEnvironment({ PATH: '/bin' })).toEqual({ demo: true, unknown: [] });
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
      zendesk: {
        secrets: ['new-secret', 'old-secret'],
        rest: { url: 'https://acme.zendesk.com', token: 'bot@acme.example/token:abc' },
      },
      knowledge: ['articles', 'more articles'],
      demo: false,
      logLevel: 'debug',
      unknown: [],
    });
  });

  it('takes a connection that only receives', () => {
    expect(readEnvironment({ DESKRAIL_ZENDESK_SECRET: 'abc' }).zendesk).toEqual({ secrets: ['abc'], rest: undefined });
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
