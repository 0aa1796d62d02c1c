import type { Store } from '@deskrail/contracts';
import { afterEach, beforeEach, describe } from 'vitest';
import { testChain } from './chain.js';
import { testClaims } from './claims.js';
import { testCounting } from './counting.js';
import { testDecisions } from './decisions.js';
import { testDeliveries } from './deliveries.js';
import { testErasures } from './erasures.js';
import { testFacts } from './facts.js';
import { testInstances } from './instances.js';
import { testKeys } from './keys.js';
import { testObserved } from './observed.js';
import { testOutbox } from './outbox.js';
import { testPages } from './pages.js';
import { testPausing } from './pausing.js';
import { testQueue } from './queue.js';
import { testRebuilding } from './rebuilding.js';
import { testRetention } from './retention.js';
import { testReviewing } from './reviewing.js';
import { testSessions } from './sessions.js';
import { testWaiting } from './waiting.js';

/** A store with snapshots of its own, as housekeeping wants it. */
export type HousekeptStore = Store & { takeSnapshots(options: { readonly limit: number }): Promise<number> };

/** A store to test, empty when it is opened. */
export interface StoreHarness {
  readonly store: HousekeptStore;
  /** The store's clock, which stands still unless it is advanced. */
  readonly clock: { now(): number; advance(ms: number): void };
  /** Another instance on the same rows, as another process would open it. */
  another(): Promise<Store>;
  /** Close and remove everything. */
  close(): Promise<void>;
}

/** What a group of tests uses: the harness of the test that runs. */
export interface Bench {
  readonly store: HousekeptStore;
  readonly clock: StoreHarness['clock'];
  another(): Promise<Store>;
}

/** Tests what every store promises, by what its reads and its outbox say afterwards. */
export function runStoreConformance(name: string, open: () => Promise<StoreHarness>): void {
  describe(name, () => {
    let harness: StoreHarness | undefined;
    const held = (): StoreHarness => {
      if (harness === undefined) throw new Error('No store is open outside of a test.');
      return harness;
    };
    const bench: Bench = {
      get store() {
        return held().store;
      },
      get clock() {
        return held().clock;
      },
      another: () => held().another(),
    };
    beforeEach(async () => {
      harness = await open();
    });
    afterEach(async () => {
      await harness?.close();
      harness = undefined;
    });

    describe('facts', () => testFacts(bench));
    describe('readings', () => testObserved(bench));
    describe('erasures', () => testErasures(bench));
    describe('decisions', () => testDecisions(bench));
    describe('claims', () => testClaims(bench));
    describe('reviewing', () => testReviewing(bench));
    describe('queue', () => testQueue(bench));
    describe('counting', () => testCounting(bench));
    describe('pausing', () => testPausing(bench));
    describe('keys', () => testKeys(bench));
    describe('sessions', () => testSessions(bench));
    describe('deliveries', () => testDeliveries(bench));
    describe('chain', () => testChain(bench));
    describe('outbox', () => testOutbox(bench));
    describe('instances', () => testInstances(bench));
    describe('waiting', () => testWaiting(bench));
    describe('pages', () => testPages(bench));
    describe('retention', () => testRetention(bench));
    describe('rebuilding', () => testRebuilding(bench));
  });
}
