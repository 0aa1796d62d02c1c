import { schemas } from '../schemas.js';
import { route } from './route.js';

const path = '/v1/connections/{connection}/reconciliations';

const start = route({
  method: 'post',
  path,
  operationId: 'startReconciliation',
  summary: 'Read back from the desk what changed since a time, and append what never came',
  description:
    'Safe to repeat: what did come is not appended again. A running one of the connection that began as early is joined.',
  access: ['admin'],
  body: schemas.StartReconciliation,
  answers: { 202: { description: 'It runs; ask for it by its id.', schema: schemas.Reconciliation } },
  problems: ['connection-unknown', 'conflict', 'not-found', 'overloaded'],
  async handle({ reconciliations, logger }, { credential, params, body }) {
    const { tenant, name: by } = credential;
    const connection = params.connection ?? '';
    const view = await reconciliations.start({ tenant, connection, since: body.since });
    logger.info({ reconciliation: view.id, connection, since: view.since, by }, 'a desk is being read back');
    return { status: 202, json: view };
  },
});

const get = route({
  method: 'get',
  path: `${path}/{id}`,
  operationId: 'getReconciliation',
  summary: 'How far a reading of the desk is, and what came of it',
  description: 'Of the process that runs it, until that ends.',
  access: ['admin'],
  answers: { 200: { description: 'The reconciliation.', schema: schemas.Reconciliation } },
  problems: ['not-found'],
  async handle({ reconciliations }, { credential, params }) {
    const { tenant } = credential;
    const { connection = '', id = '' } = params;
    return { status: 200, json: reconciliations.get({ tenant, connection, id }) };
  },
});

export const reconciliationRoutes = [start, get];
