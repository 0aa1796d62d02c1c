import type { ActionStatus, ActionView, ReviewDesk } from '@deskrail/contracts';
import { expect, vi } from 'vitest';
import { startExecuting } from '../src/act/executing.js';
import { definePolicy } from '../src/policy/define-policy.js';
import { createReviewDesk } from '../src/review/review-desk.js';
import { received } from './facts.js';
import { type MemoryStore, memoryStore } from './memory-store.js';
import { type Vendor, vendor } from './vendor.js';

export const question = received('1', 'How long does delivery take?');

/** The question in a store, the desk that it came from, and an executor that runs from the first `execute` on. */
export interface CarryingOut {
  readonly store: MemoryStore;
  readonly desk: Vendor;
  review(rules?: Parameters<typeof definePolicy>[0]): Promise<ReviewDesk>;
  /** Resolves once the action stands so. */
  execute(id: string, status?: ActionStatus): Promise<void>;
  view(id: string): Promise<ActionView | undefined>;
  close(): Promise<void>;
}

export function carryingOut(): CarryingOut {
  const store = memoryStore();
  store.receive(question);
  const desk = vendor();
  let running: Awaited<ReturnType<typeof startExecuting>> | undefined;
  const view = async (id: string) => (await store.action('acme', id))?.view;
  return {
    ...{ store, desk, view },
    review: async (rules = []) =>
      createReviewDesk({ store, policy: await definePolicy(rules), connections: [desk.connection] }),
    async execute(id, status = 'executed') {
      const options = { leaseMs: 60_000, graceMs: 120_000, pollMs: 2, closeTimeoutMs: 50, executor: 'host-1' };
      running ??= await startExecuting({
        ...{ store, ...options, relay: { flushed: async () => {} }, log: { append: async () => [] } },
        connections: [desk.connection],
        policy: await definePolicy([]),
      });
      await vi.waitFor(async () => expect((await view(id))?.status).toBe(status), { interval: 2 });
    },
    close: async () => running?.close(),
  };
}
