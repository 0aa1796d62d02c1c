import { DeskrailError } from '@deskrail/contracts';
import { actorOf, type Credential } from '../auth/roles.js';
import { schemas } from '../schemas.js';
import { openRoute, route } from './route.js';

const describe = (credential: Credential) => {
  const { tenant, roles, queues, expiresAt } = credential;
  return {
    ...{ actor: actorOf(credential), tenant, roles },
    ...(queues && { queues }),
    ...(expiresAt !== undefined && { expiresAt }),
  };
};

const signIn = openRoute({
  method: 'post',
  path: '/v1/sessions',
  operationId: 'signIn',
  summary: 'Sign in with a one-time code',
  body: schemas.SignIn,
  answers: { 201: { description: 'A person’s key, for twelve hours.', schema: schemas.SignedIn } },
  problems: ['unauthenticated', 'rate-limited'],
  async handle({ sessions, people, attempts }, { body, address }) {
    const session = sessions.exchange(body.code);
    if (session === undefined) {
      attempts.fail(address);
      throw new DeskrailError(
        'unauthenticated',
        'The code was used, is over ten minutes old, or never was. Get a new one.',
      );
    }
    const credential = people.resolve({ credential: session.credential });
    return { status: 201, json: { key: session.key, ...describe(credential) } };
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

export const sessionRoutes = [signIn, whoAmI];
