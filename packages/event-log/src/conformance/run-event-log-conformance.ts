import type { EventLog, StreamName } from '@deskrail/contracts';
import { afterEach, beforeEach, describe } from 'vitest';
import { testAppending } from './appending.js';
import { testClosing } from './closing.js';
import { testFailures } from './failures.js';
import { testGroups } from './groups.js';
import { testRanges } from './ranges.js';
import { testRedriving } from './redriving.js';
import { testSubjects } from './subjects.js';

/** A log to test, empty when it is opened. */
export interface LogHarness {
  readonly log: EventLog;
  /** End the log that is open, as roughly as can be done here, and open the same record again. */
  reopen(): Promise<EventLog>;
  /** Close and remove everything. */
  close(): Promise<void>;
  /** Put in an event without a check, as another version or a damaged disk would. Its tests are skipped where it is left out. */
  appendUnchecked?(stream: StreamName, event: unknown): Promise<void>;
  /** Take away what the log stands on; what is returned gives it back. Its tests are skipped where it is left out. */
  takeAway?(): Promise<() => Promise<void>>;
}

/** What a group of tests uses: the harness of the test that runs, and how long anything may take. */
export interface Bench {
  readonly harness: LogHarness;
  readonly log: EventLog;
  readonly patienceMs: number;
}

/**
 * Tests what every event log promises, by effects: the distinct ids a handler saw, per subject and in order. An id in
 * the log twice, or handed over twice, is no failure.
 */
export function runEventLogConformance(
  name: string,
  open: () => Promise<LogHarness>,
  options: { /** For anything to arrive. Default: 10 000. */ readonly patienceMs?: number } = {},
): void {
  describe(name, () => {
    const { patienceMs = 10_000 } = options;
    let harness: LogHarness | undefined;
    const bench: Bench = {
      get harness() {
        if (harness === undefined) throw new Error('No log is open outside of a test.');
        return harness;
      },
      get log() {
        return this.harness.log;
      },
      patienceMs,
    };
    beforeEach(async () => {
      harness = await open();
    }, patienceMs * 2);
    afterEach(async () => {
      await harness?.close();
      harness = undefined;
    }, patienceMs * 2);

    describe('appending', () => testAppending(bench));
    describe('reading', () => testRanges(bench));
    describe('groups', () => testGroups(bench));
    describe('subjects', () => testSubjects(bench));
    describe('failures', () => testFailures(bench));
    describe('redriving', () => testRedriving(bench));
    describe('closing', () => testClosing(bench));
  });
}
