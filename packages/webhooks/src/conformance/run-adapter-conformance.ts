import type { Adapter } from '@deskrail/contracts';
import { describe, expect, test } from 'vitest';
import { testActing } from './acting.js';
import type { AdapterFixtures } from './adapter-fixtures.js';
import { testBodies } from './bodies.js';
import { testFacts } from './facts.js';
import { testLogAway } from './log-away.js';
import { testFixtures } from './no-persons.js';
import { testSignatures } from './signatures.js';

/**
 * Tests what every adapter promises, through a real receiver on a log in memory: who is let in, what becomes of every
 * kind of body, which facts come out, what happens while the log is away, and how actions end. Call it in a vitest file.
 */
export function runAdapterConformance<Payload>(given: Adapter<Payload>, fixtures: AdapterFixtures): void {
  const adapter = given as Adapter;
  describe(adapter.desk, () => {
    test('the connection under test is read by the adapter under test', () => {
      const connection = fixtures.connection([fixtures.secrets.newer]);
      expect(connection.adapter).toBe(adapter);
      expect(connection.desk).toBe(adapter.desk);
    });
    describe('signatures', () => testSignatures(adapter, fixtures));
    describe('bodies', () => testBodies(adapter, fixtures));
    describe('facts', () => testFacts(adapter, fixtures));
    describe('log', () => testLogAway(adapter, fixtures));
    describe('acting', () => testActing(fixtures));
    describe('fixtures', () => testFixtures(fixtures));
  });
}
