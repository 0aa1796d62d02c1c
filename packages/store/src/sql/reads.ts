import type { Sql, Store } from '@deskrail/contracts';
import { type CustomerState, customerView } from '../state/customer.js';
import { keyOfMs } from '../state/time-key.js';
import type { PolicyState } from './apply-decisions.js';
import type { IncidentState } from './fact-rows.js';
import { checkBuilt } from './meta.js';
import { pageConversations, pageResolved, readConversation } from './read-conversations.js';
import {
  pageActions,
  pageRecommendations,
  readAction,
  readRecommendationView,
  withVerdicts,
} from './read-recommendations.js';
import { readRecommendations } from './recommendation-rows.js';

type Reads = Pick<
  Store,
  | 'conversation'
  | 'conversations'
  | 'resolvedConversations'
  | 'customer'
  | 'recommendation'
  | 'recommendations'
  | 'actions'
  | 'action'
  | 'openIncidents'
  | 'policyVersion'
  | 'expiredRecommendations'
>;

const mostIncidents = 1000;

/** What a store answers, each from one moment of the rows. */
export function createReads(
  read: <Result>(job: (sql: Sql) => Promise<Result>) => Promise<Result>,
  nowMs: (sql: Sql) => Promise<number> | number,
): Reads {
  const docs = <State>(sql: Sql, text: string, parameters: readonly (string | number)[]): Promise<State[]> =>
    sql.all<{ doc: string }>(text, parameters).then((rows) => rows.map(({ doc }) => JSON.parse(doc) as State));

  /** What is not there may only not be there yet: nobody is told that it does not exist. */
  const readOne = <Found>(job: (sql: Sql) => Promise<Found | undefined>): Promise<Found | undefined> =>
    read(async (sql) => {
      const found = await job(sql);
      if (found === undefined) await checkBuilt(sql);
      return found;
    });

  return {
    conversation: (tenant, id) => readOne((sql) => readConversation(sql, tenant, id)),
    conversations: (tenant, query) => read((sql) => pageConversations(sql, tenant, query)),
    resolvedConversations: (tenant, query) => read((sql) => pageResolved(sql, tenant, query)),
    recommendation: (tenant, id) => readOne((sql) => readRecommendationView(sql, tenant, id)),
    recommendations: (tenant, query) => read((sql) => pageRecommendations(sql, tenant, query)),
    actions: (tenant, query) => read((sql) => pageActions(sql, tenant, query)),
    action: (tenant, id) => readOne((sql) => readAction(sql, tenant, id)),
    async customer(tenant, id) {
      const text = 'select doc from store_customers where tenant = ? and id = ?';
      const state = await readOne(async (sql) => (await docs<CustomerState>(sql, text, [tenant, id]))[0]);
      return state === undefined ? undefined : customerView(state);
    },
    async openIncidents(tenant) {
      const text = 'select doc from store_incidents where tenant = ? and open = 1 order by id limit ?';
      const states = await read((sql) => docs<IncidentState>(sql, text, [tenant, mostIncidents]));
      return states.flatMap((state) => state[0]?.[0] ?? []);
    },
    async policyVersion(tenant) {
      const text = 'select doc from store_policies where tenant = ?';
      return (await read((sql) => docs<PolicyState>(sql, text, [tenant])))[0]?.[0]?.[0];
    },
    expiredRecommendations: ({ limit }) =>
      read(async (sql) => {
        const condition = "status = 'open' and expires <= ? order by expires limit ?";
        const found = await readRecommendations(sql, condition, [keyOfMs(await nowMs(sql)), limit]);
        const views = [];
        for (const state of found) views.push(...(await withVerdicts(sql, state.view.tenant, [state])));
        return views;
      }),
  };
}
