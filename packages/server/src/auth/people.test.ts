import { describe, expect, it } from 'vitest';
import { apiKeys } from './keys.js';
import { createPeople } from './people.js';
import { type Credential, personOf, type Role } from './roles.js';

const people = createPeople(
  [
    {
      id: 'Anna',
      roles: ['reviewer'],
      queues: ['review', 'refunds'],
      identities: ['key:anna-phone', 'jwt:https://a|7'],
    },
    { id: 'bert', tenant: 'b' },
    { id: 'carla', identities: ['key:anna-phone'], tenant: 'b' },
  ],
  { tenant: 'a' },
);
const held = (name: string, more: Partial<Credential> = {}): Credential => ({
  name,
  tenant: 'a',
  roles: ['admin'],
  ...more,
});
const actor = (credential: Credential, identity?: string) => personOf(people.resolve({ credential, identity })).actor;

describe('one person', () => {
  it('is one actor, whichever credential it is', () => {
    const anna = [
      actor(held('anna-phone'), 'key:anna-phone'),
      actor(held('7', { person: '7' }), 'jwt:https://a|7'),
      actor(held('anna')),
      actor(held('ci', { person: 'ＡＮＮＡ' }), 'key:ci'),
    ];
    expect(new Set(anna)).toEqual(new Set(['reviewer/anna']));
    expect(actor(held('anna-laptop'), 'key:anna-laptop')).toBe('reviewer/anna-laptop');
  });

  it('known at an issuer by a subject is nobody else there who has the name', () => {
    expect(() => actor(held('8', { person: 'Anna' }), 'jwt:https://a|8')).toThrow('another subject');
    expect(actor(held('8', { person: 'Anna' }), 'jwt:https://b|8')).toBe('reviewer/anna');
    expect(actor(held('bert', { tenant: 'b' }), 'jwt:https://a|9')).toBe('reviewer/bert');
  });

  it('is who asked, though by a key that decides nothing', () => {
    const asked = people.resolve({ credential: held('anna-phone', { roles: ['writer'] }), identity: 'key:anna-phone' });
    expect(personOf(asked)).toMatchObject({ actor: 'reviewer/anna', rights: { roles: [] } });
  });

  it('is known in their own tenant alone', () => {
    expect(actor(held('anna-phone', { tenant: 'b' }), 'key:anna-phone')).toBe('reviewer/carla');
    expect(actor(held('anna-phone', { tenant: 'c' }), 'key:anna-phone')).toBe('reviewer/anna-phone');
  });

  it.each<[Role[], Role[]]>([
    [['admin'], ['reviewer']],
    [['agent'], ['agent']],
    [['reader', 'writer'], ['reader']],
    [['writer'], []],
  ])('holding %j may be no more than %j', (roles, most) => {
    expect(people.resolve({ credential: held('anna', { roles }) }).roles).toEqual(most);
  });

  it('decides in the queues of both', () => {
    const queues = (own?: string[]) => people.resolve({ credential: held('anna', own && { queues: own }) }).queues;
    expect(queues()).toEqual(['review', 'refunds']);
    expect(queues(['refunds', 'seniors'])).toEqual(['refunds']);
    expect(queues(['seniors'])).toEqual([]);
  });

  it('has the directory’s roles where the credential names none', () => {
    const token = (name: string) => people.resolve({ credential: held(name, { roles: [] }), withoutRoles: true }).roles;
    expect(token('anna')).toEqual(['reviewer']);
    expect(token('nobody')).toEqual([]);
  });
});

describe('rights', () => {
  it.each<[Role[], string, string[]]>([
    [['reader', 'writer'], 'system/x', []],
    [['agent'], 'reviewer/x', ['agent']],
    [['reviewer'], 'reviewer/x', ['agent', 'reviewer']],
    [['senior'], 'reviewer/x', ['agent', 'reviewer', 'senior']],
    [['admin'], 'reviewer/x', ['agent', 'reviewer', 'senior', 'admin']],
  ])('of %j: %s, %j', (roles, who, rights) => {
    const credential = held('X'.toLowerCase(), { roles, queues: ['review'] });
    expect(personOf(credential)).toEqual({
      tenant: 'a',
      actor: who,
      rights: { roles: rights, queues: ['review'], credential: 'key/x' },
    });
  });
});

describe('a directory', () => {
  it.each([
    [[{ id: 'anna' }, { id: 'ANNA' }], 'names somebody whom another entry names'],
    [
      [
        { id: 'anna', identities: ['key:x'] },
        { id: 'bert', identities: ['key:x'] },
      ],
      'another entry has',
    ],
    [[{ id: '\u200b' }], 'wants an id'],
    [[{ id: 'anna', identities: ['anna'] }], 'wants identities'],
    [[{ id: 'anna', roles: ['boss' as Role] }], 'wants roles'],
  ])('refuses %j', (list, message) => {
    expect(() => createPeople(list, { tenant: 'a' })).toThrow(message);
  });
});

it('refuses two keys whose names differ only in spelling', () => {
  const key = (name: string, person?: string, tenant = 'a') => ({
    ...{ name, tenant, roles: ['reviewer'] as Role[], key: `${name}-${person}-${tenant}` },
    ...(person && { person }),
  });
  expect(() => apiKeys([key('anna'), key('Anna')])).toThrow('keys[1] names somebody as another key does');
  expect(() => apiKeys([key('anna'), key('phone', 'ANNA')])).toThrow('keys[1]');
  expect(() => apiKeys([key('anna'), key('phone', 'anna'), key('Anna', undefined, 'b')])).not.toThrow();
});
