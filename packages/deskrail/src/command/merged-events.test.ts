import type { EventLog, ReadOptions, StoredEvent, StreamName } from '@deskrail/contracts';
import { expect, it } from 'vitest';
import { mergedEvents } from './merged-events.js';

type Row = readonly [stream: StreamName, position: string, second: number];

/** A log that holds these, stream by stream. */
const logOf = (rows: readonly Row[]) =>
  ({
    async *read({ stream }: ReadOptions<StreamName>) {
      for (const [of, position, second] of rows) {
        if (of !== stream) continue;
        yield { stream, position, cursor: position, appendedAt: `2026-01-31T10:00:0${second}.000Z` } as StoredEvent;
      }
    },
  }) as unknown as EventLog;

async function merged(rows: readonly Row[]): Promise<string[]> {
  const streams = ['actions', 'decisions', 'facts'] as const;
  const { signal } = new AbortController();
  const events = await Array.fromAsync(
    mergedEvents({ log: logOf(rows), streams, from: 'start', until: 'end', signal }),
  );
  return events.map(({ stream, position }) => `${stream} ${position}`);
}

it('goes by the one log’s positions within a moment', async () => {
  const order = await merged([
    ['facts', '4', 1],
    ['decisions', '2', 1],
    ['decisions', '5', 1],
    ['actions', '1', 0],
    ['actions', '3', 1],
  ]);
  expect(order).toEqual(['actions 1', 'decisions 2', 'actions 3', 'facts 4', 'decisions 5']);
});

it('tells facts, then decisions, then actions of one moment where positions are of partitions', async () => {
  const order = await merged([
    ['facts', '0/9', 1],
    ['facts', '1/0', 1],
    ['decisions', '3/4', 1],
    ['decisions', '3/5', 2],
    ['actions', '0/0', 1],
    ['actions', '0/1', 2],
  ]);
  expect(order).toEqual(['facts 0/9', 'facts 1/0', 'decisions 3/4', 'actions 0/0', 'decisions 3/5', 'actions 0/1']);
});
