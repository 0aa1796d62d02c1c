import {
  DeskrailError,
  type PersonEntry,
  type Policy,
  type RecommendationView,
  type ReviewRights,
  type Store,
} from '@deskrail/contracts';
import { namedQueues } from '../../policy/named-queues.js';
import { queueOf } from '../verdict/terms.js';

/** Of a person or a key: where alone it decides. */
export type QueuesOfEntry = Pick<PersonEntry, 'tenant' | 'queues'>;

export interface KnownQueuesOptions {
  readonly store: Pick<Store, 'queues' | 'apiKeys'>;
  readonly policy: Pick<Policy, 'queues' | 'document'>;
  /** Each with a tenant. Default: nobody knows. */
  readonly people?: readonly QueuesOfEntry[] | undefined;
  /** Of the configuration, each with a tenant; the store's own are asked for. Default: none. */
  readonly keys?: readonly QueuesOfEntry[] | undefined;
}

/** Which queues there are: nothing is put where nobody would look for it. */
export interface KnownQueues {
  /** Why an item is not put there; `undefined` where it may be. Asks the store only for what the configuration does not name. */
  refusal(move: {
    readonly item: RecommendationView;
    readonly to: string;
    readonly rights: ReviewRights | undefined;
  }): Promise<DeskrailError | undefined>;
}

const namesAtMost = 100;

/**
 * The queues that the policy, people or keys name, and those in which something waits. Where none of them names any, nobody
 * looks at some queues alone, so that everybody sees whatever a team calls its own: there any name is good.
 */
export function createKnownQueues({ store, policy, people = [], keys = [] }: KnownQueuesOptions): KnownQueues {
  const byPolicy = new Set([...namedQueues(policy.document), ...Object.keys(policy.queues)]);
  const entries = [...people, ...keys];
  const byEntries = (tenant: string): string[] =>
    entries.flatMap((entry) => (entry.tenant === undefined || entry.tenant === tenant ? (entry.queues ?? []) : []));

  return {
    async refusal({ item, to, rights }) {
      const { tenant, need } = item;
      // Where it came from it may go back to, whatever the policy has become.
      const own = [queueOf(item), ...(need === undefined ? [] : [need.queue])];
      const named = new Set([...byPolicy, ...byEntries(tenant)]);
      if (named.has(to) || own.includes(to) || rights?.queues?.includes(to)) return undefined;
      const [kept, inUse] = await Promise.all([store.apiKeys.list(tenant), store.queues(tenant)]);
      for (const { queues = [], revokedAt } of kept)
        if (revokedAt === undefined) for (const one of queues) named.add(one);
      // `review` is there by itself.
      if (named.size === 1 && Object.keys(policy.queues).length === 0) return undefined;
      for (const { queue } of inUse) named.add(queue);
      if (named.has(to)) return undefined;
      const queues = [...named].sort().slice(0, namesAtMost);
      const message = `Nobody knows this queue; there are ${queues.join(', ')}. Another one is known once the policy names it under queues.`;
      return new DeskrailError('request-invalid', message, { details: { queues } });
    },
  };
}
