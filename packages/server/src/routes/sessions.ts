import { DeskrailError, personActor, personId } from '@deskrail/contracts';
import { bearerOf } from '../auth/authenticate.js';
import { actorOf, type Credential } from '../auth/roles.js';
import { schemas } from '../schemas.js';
import { openRoute, type Route, route } from './route.js';

const describe = (credential: Credential) => {
  const { tenant, roles, queues, expiresAt } = credential;
  return {
    ...{ actor: actorOf(credential), tenant, roles },
    ...(queues && { queues }),
    ...(expiresAt !== undefined && { expiresAt }),
  };
};

const makeCode = route({
  method: 'post',
  path: '/v1/sign-in-codes',
  operationId: 'makeSignInCode',
  summary: 'Make a code that signs somebody in once, within ten minutes',
  description:
    'In the maker’s tenant, and in no queues but the maker’s. The page takes it in its address, as `/#code=<code>`; what is ' +
    'kept is its SHA-256, and who made it.',
  access: ['admin'],
  body: schemas.MakeSignInCode,
  answers: { 201: { description: 'The code.', schema: schemas.MadeSignInCode } },
  async handle({ sessions, people, logger }, { credential, body }) {
    const { tenant, queues } = credential;
    const { name = 'local' } = body;
    if (personId(name) === '') {
      throw new DeskrailError('request-invalid', 'The name is blank: give it letters, digits or signs.');
    }
    const roles = body.roles ?? people.rolesOf({ tenant, name }) ?? ['reviewer'];
    const createdBy = actorOf(credential);
    const made = await sessions.issueCode({
      name,
      tenant,
      roles: [...new Set(roles)],
      createdBy,
      ...(queues && { queues: [...queues] }),
    });
    logger.info({ tenant, person: personActor(name), by: createdBy }, 'a code to sign in by was made');
    // As signing in by it will say, by what the directory allows.
    const { roles: held } = people.resolve({ credential: { name, tenant, roles } });
    return { status: 201, json: { ...made, name, roles: held } };
  },
});

const signIn = openRoute({
  method: 'post',
  path: '/v1/sessions',
  operationId: 'signIn',
  summary: 'Sign in with a one-time code',
  body: schemas.SignIn,
  answers: { 201: { description: 'A person’s key, for twelve hours.', schema: schemas.SignedIn } },
  problems: ['unauthenticated', 'rate-limited'],
  async handle({ sessions, people, attempts }, { body, address }) {
    const session = await sessions.exchange(body.code);
    if (session === undefined) {
      attempts.fail(address);
      throw new DeskrailError(
        'unauthenticated',
        'The code was used, is over ten minutes old, or never was. Get a new one: deskrail sign-in --as <name>.',
      );
    }
    const credential = people.resolve({ credential: session.credential });
    return { status: 201, json: { key: session.key, ...describe(credential) } };
  },
});

const list = route({
  method: 'get',
  path: '/v1/sessions',
  operationId: 'listSessions',
  summary: 'Who of the tenant is signed in, and until when; never the keys',
  access: ['admin'],
  answers: { 200: { description: 'Sessions that are not over, oldest first.', schema: schemas.SessionList } },
  async handle({ sessions }, { credential }) {
    return { status: 200, json: { items: await sessions.list(credential.tenant) } };
  },
});

const endOfPerson = route({
  method: 'post',
  path: '/v1/sessions/end',
  operationId: 'endSessions',
  summary:
    'End all sessions of a person, and codes that they have not used: here at once, at other instances within two seconds',
  description: 'Keys and tokens of theirs go on. Event streams that a session opened end within five minutes.',
  access: ['admin'],
  body: schemas.EndSessions,
  answers: { 200: { description: 'How many ended.', schema: schemas.EndedSessions } },
  async handle({ sessions, logger }, { credential, body }) {
    const { tenant } = credential;
    const ended = await sessions.endAll(tenant, body.name);
    logger.info({ tenant, person: personActor(body.name), by: actorOf(credential), ended }, 'a person was signed out');
    return { status: 200, json: { ended } };
  },
});

const whoAmI = route({
  method: 'get',
  path: '/v1/session',
  operationId: 'getSession',
  summary: 'Whose key this is and what it may do',
  access: 'any',
  answers: { 200: { description: 'The key’s actor, tenant and roles.', schema: schemas.Session } },
  async handle(_, { credential }) {
    return { status: 200, json: describe(credential) };
  },
});

const signOut = route({
  method: 'post',
  path: '/v1/session/end',
  operationId: 'signOut',
  summary: 'End the session whose key this is: here at once, at other instances within two seconds',
  description: 'Of a key that is no session’s, nothing ends.',
  access: 'any',
  answers: { 200: { description: '1, or 0 for a key that is no session’s.', schema: schemas.EndedSessions } },
  async handle({ sessions }, { headers }) {
    return { status: 200, json: { ended: (await sessions.end(bearerOf(headers))) ? 1 : 0 } };
  },
});

export const sessionRoutes: readonly Route[] = [makeCode, signIn, list, endOfPerson, whoAmI, signOut];
