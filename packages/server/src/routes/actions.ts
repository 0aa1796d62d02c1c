import { actionView } from '@deskrail/contracts';
import { actorOf } from '../auth/roles.js';
import { schemas } from '../schemas.js';
import { idText, pageQuery, route } from './route.js';

const list = route({
  method: 'get',
  path: '/v1/actions',
  operationId: 'listActions',
  summary: 'The action ledger: what was approved and how it ended',
  access: ['reader'],
  query: pageQuery.extend({ status: actionView.shape.status.optional(), conversation: idText.optional() }),
  answers: { 200: { description: 'A page of actions.', schema: schemas.ActionPage } },
  async handle({ store }, { credential, query }) {
    return { status: 200, json: await store.actions(credential.tenant, query) };
  },
});

const resolve = route({
  method: 'post',
  path: '/v1/actions/{id}/resolution',
  operationId: 'resolveAction',
  summary: 'Say what became of an uncertain action',
  access: ['reviewer'],
  body: schemas.ResolveAction,
  answers: { 200: { description: 'The action as it is now.', schema: schemas.Action } },
  problems: ['not-found', 'conflict'],
  async handle({ reviewDesk }, { credential, params, body }) {
    const action = await reviewDesk.resolve({
      tenant: credential.tenant,
      actor: actorOf(credential),
      actionId: params.id ?? '',
      request: body,
    });
    return { status: 200, json: action };
  },
});

export const actionRoutes = [list, resolve];
