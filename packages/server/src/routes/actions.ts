import { actionView } from '@deskrail/contracts';
import { personOf } from '../auth/roles.js';
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
  problems: ['not-found', 'conflict', 'forbidden'],
  async handle({ reviewDesk }, { credential, params, body }) {
    const action = await reviewDesk.resolve({ ...personOf(credential), actionId: params.id ?? '', request: body });
    return { status: 200, json: action };
  },
});

const cancel = route({
  method: 'post',
  path: '/v1/actions/{id}/cancel',
  operationId: 'cancelAction',
  summary: 'Take back an approved action that has not started',
  description:
    'For whoever approved it, and for seniors. What was to follow it in the same verdict does not happen either. 409 once it ' +
    'has started: `status` says what it is. Said again, it is the same answer.',
  access: ['reviewer'],
  answers: { 200: { description: 'The action, cancelled.', schema: schemas.Action } },
  problems: ['not-found', 'conflict', 'forbidden'],
  async handle({ reviewDesk }, { credential, params }) {
    return { status: 200, json: await reviewDesk.cancel({ ...personOf(credential), actionId: params.id ?? '' }) };
  },
});

const undo = route({
  method: 'post',
  path: '/v1/actions/{id}/undo',
  operationId: 'undoAction',
  summary: 'Set tags, the priority or the status back to what they were before an action',
  description:
    'For whoever approved it, and for seniors. Makes an action of its own, with your verdict. A 409 says in `reason` why it ' +
    'cannot be, such as `changed-since`, `already-undone` or `case-closed`.',
  access: ['reviewer'],
  answers: { 200: { description: 'The action that undoes it, approved.', schema: schemas.Action } },
  problems: ['not-found', 'conflict', 'forbidden'],
  async handle({ reviewDesk }, { credential, params }) {
    return { status: 200, json: await reviewDesk.undo({ ...personOf(credential), actionId: params.id ?? '' }) };
  },
});

export const actionRoutes = [list, resolve, cancel, undo];
