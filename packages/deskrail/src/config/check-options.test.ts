import { DeskrailError, isDeskrailError } from '@deskrail/contracts';
import { expect, it } from 'vitest';
import type { DeskrailConfig } from '../options.js';
import { checkConfig } from './check-options.js';

const refusal = (options: unknown): string => {
  try {
    checkConfig(options as DeskrailConfig);
  } catch (error) {
    if (isDeskrailError(error, 'config-invalid')) return error.message;
    throw error;
  }
  return 'accepted';
};

const adapter = (checkConnection = () => {}) => ({ verify() {}, read() {}, normalize() {}, checkConnection });
const connection = (more = {}) => ({
  id: 'a',
  tenant: 't',
  desk: 'zendesk',
  secrets: ['s'],
  adapter: adapter(),
  ...more,
});

it('accepts what is right, look-ups included', () => {
  expect(refusal({})).toBe('accepted');
  expect(refusal({ connections: [connection()], cors: ['https://help.example'], port: 0 })).toBe('accepted');
  expect(refusal({ connections: async () => undefined, retentionDays: { facts: 7 } })).toBe('accepted');
  expect(refusal({ keys: [{ name: 'anna', key: 'abc', roles: ['reviewer'] }] })).toBe('accepted');
  expect(refusal({ limits: { recommendationsAtOnce: 200 } })).toBe('accepted');
});

it.each([
  [{ conections: [] }, 'conections: there is no such option'],
  [{ limits: { recommendationsAtOnce: 1_001 } }, 'limits.recommendationsAtOnce'],
  [
    { connections: [connection(), connection()] },
    'connections[1].id: it is not what is wanted. Another connection has',
  ],
  [{ connections: [connection({ id: 'a/b' })] }, 'connections[0].id'],
  [
    { connections: [connection({ secrets: [''] })] },
    'connections[0].secrets[0]: it is not what is wanted. A secret is',
  ],
  [
    { connections: [connection({ rest: { url: 'acme.example', token: 'k' } })] },
    'connections[0].rest.url: it is not what is wanted. Write the address',
  ],
  [{ keys: [{ name: 'anna', roles: ['reviewer'] }] }, 'keys[0]: it is not what is wanted. Write either key or hash'],
  [
    { keys: [{ name: 'anna', key: 'abc', roles: [] }] },
    'Write at least one of reader, writer, agent, reviewer, senior, admin.',
  ],
  [{ cors: ['https://help.example/'] }, 'cors[0]'],
  [{ retentionDays: { facts: 0 } }, 'retentionDays.facts'],
  [{ policy: { rules: [{ id: 'a', when: {}, outcome: 'maybe' }] } }, 'policy.rules[0].outcome'],
  [{ model: {} }, 'Write an object with suggest.'],
])('%j is refused by name', (options, message) => {
  expect(refusal(options)).toContain(message);
});

it('tells all that is wrong with tools, at once', () => {
  const tool = (more = {}) => ({ name: 'refund', description: 'Pays back.', arguments: { safeParse() {} }, ...more });
  const handle = async () => undefined;
  expect(refusal({ tools: [tool({ handle }), tool({ name: 'ship', handle })] })).toBe('accepted');
  const message = refusal({
    tools: [tool(), tool({ handle, timeoutMs: 40_000 }), tool({ name: 'ship', lookUp: handle })],
    limits: { actionGraceMs: 60_000 },
  });
  expect(message).toContain('3 settings are wrong:');
  expect(message).toContain('tools[1].name: another tool is called refund.');
  expect(message).toContain('tools[1].timeoutMs (refund): it is more than half of limits.actionGraceMs');
  expect(message).toContain('Write 30000 or less.');
  expect(message).toContain('tools[2] (ship): it has a lookUp and no handle. Give both, or neither.');
  expect(refusal({ tools: [tool({ atOnce: 0 })] })).toContain('tools[0].atOnce');
});

it('asks each connection’s adapter', () => {
  const refuse = () => {
    throw new DeskrailError('secret-public', 'This is the public test secret. Use the webhook’s own.');
  };
  const message = refusal({ connections: [connection({ adapter: adapter(refuse) })] });
  expect(message).toContain('connections[0] (a): secret-public. This is the public test secret.');
});

it('holds no value of what it refuses', () => {
  const message = refusal({ keys: [{ name: 'anna', key: 'hunter2', hash: 'hunter3', roles: ['boss4'] }] });
  for (const value of ['hunter2', 'hunter3', 'boss4']) expect(message).not.toContain(value);
});
