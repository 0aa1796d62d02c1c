import type { Sql, Store } from '@deskrail/contracts';
import { type CustomerState, customerView } from '../state/customer.js';
import { keyOfMs } from '../state/time-key.js';
import type { PolicyState } from './apply-decisions.js';
import type { IncidentState } from './fact-rows.js';
import { checkBuilt } from './meta.js';
import { pageConversations, pageResolved, readConversation } from './read-conversations.js';
import { pageQueue, readLoads, readQueueDue, readQueues } from './read-queue.js';
import { pageActions, pageRecommendations, readAction, withVerdicts } from './read-recommendations.js';
import { readRecommendations } from './recommendation-rows.js';
import type { Rows } from './rows.js';
import { readAutomation, readPaused } from './switches.js';
import { readLookedAt } from './whole-recommendation.js';

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
  | 'queue'
  | 'queues'
  | 'queueDue'
  | 'loads'
  | 'paused'
  | 'automation'
>;

const mostIncidents = 1000;

/** What a store answers, each from one moment of the rows. */
export function createReads({ read, nowMs, nowText }: Pick<Rows, 'read' | 'nowMs' | 'nowText'>): Reads {
  const docs = <State>(sql: Sql, text: string, parameters: readonly (string | number)[]): Promise<State[]> =>
    sql.all<{ doc: string }>(text, parameters).then((rows) => rows.map(({ doc }) => JSON.parse(doc) as State));

  /** By one statement. What is not there may only not be there yet: nobody is told that it does not exist. */
  const readOne = async <Found>(job: (sql: Sql) => Promise<Found | undefined>): Promise<Found | undefined> => {
    const found = await read(job, { once: true });
    if (found !== undefined) return found;
    return read(async (sql) => {
      const again = await job(sql);
      if (again === undefined) await checkBuilt(sql);
      return again;
    });
  };

  return {
    conversation: (tenant, id) => readOne((sql) => readConversation(sql, tenant, id)),
    conversations: (tenant, query) => read((sql) => pageConversations(sql, tenant, query)),
    resolvedConversations: (tenant, query) => read((sql) => pageResolved(sql, tenant, query)),
    recommendation: (tenant, id) => readOne((sql) => readLookedAt(sql, { tenant, id }, { nowMs, nowText })),
    recommendations: (tenant, query) => read((sql) => pageRecommendations(sql, tenant, query, nowMs(sql))),
    queue: (tenant, query) => read(async (sql) => pageQueue(sql, tenant, query, await nowMs(sql))),
    queues: (tenant) => read(async (sql) => readQueues(sql, tenant, await nowMs(sql))),
    queueDue: ({ limit }) => read(async (sql) => readQueueDue(sql, await nowMs(sql), limit)),
    loads: (tenant) => read((sql) => readLoads(sql, tenant)),
    paused: (tenant) => read((sql) => readPaused(sql, tenant)),
    automation: (tenant, conversation) => read((sql) => readAutomation(sql, tenant, conversation)),
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
        const now = await nowMs(sql);
        return withVerdicts(sql, await readRecommendations(sql, condition, [keyOfMs(now), limit]), now);
      }),
  };
}
