import type { Store } from '@deskrail/contracts';

const never = new Promise<never>(() => {});

/** A store as a process sees it that may die: from then on nothing of its comes through, and nothing comes back. */
export function mortalStore(store: Store): { readonly store: Store; die(): void } {
  let dead = false;
  const unlessDead = <Result>(work: () => Promise<Result>): Promise<Result> =>
    dead ? never : work().then((result) => (dead ? never : result));
  return {
    die() {
      dead = true;
    },
    store: {
      ...store,
      // What it is in the middle of is rolled back, as by a lost connection.
      transact: (key, work) =>
        unlessDead(() =>
          store.transact(key, async (unit) => {
            const result = await work(unit);
            if (dead) throw new Error('The process died within its transaction.');
            return result;
          }),
        ),
      claimAction: (options) => unlessDead(() => store.claimAction(options)),
      releaseAction: (id, options) => unlessDead(() => store.releaseAction(id, options)),
      conversation: (tenant, id) => unlessDead(() => store.conversation(tenant, id)),
      outbox: { ...store.outbox, relayed: (id, options) => unlessDead(() => store.outbox.relayed(id, options)) },
    },
  };
}
