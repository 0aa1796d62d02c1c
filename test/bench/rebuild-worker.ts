import { join } from 'node:path';
import { openSqliteFile, openSqliteLog } from '@deskrail/event-log/sqlite';
import { rebuildStore } from '@deskrail/store';
import { openSqliteStore } from '@deskrail/store/sqlite';
import { serveParent } from './child.ts';
import { factOf } from './fact-of.ts';

const count = Number(process.env.BENCH_COUNT);
const batch = 500;
const file = await openSqliteFile({ path: join(process.env.BENCH_DATA ?? '', 'deskrail.db') });
const log = await openSqliteLog({ file });

async function fill() {
  for (let from = 0; from < count; from += batch) {
    const facts = Array.from({ length: Math.min(batch, count - from) }, (_, index) => factOf(from + index));
    await log.append('facts', facts);
  }
  return count;
}

async function intoStore() {
  const store = await openSqliteStore({ database: file });
  const begun = performance.now();
  const { events } = await rebuildStore({ store, log });
  const outcome = outcomeOf(events, begun);
  await store.close();
  return outcome;
}

async function intoTable() {
  await file.write((sql) => sql.run('CREATE TABLE bare (id TEXT PRIMARY KEY, body TEXT NOT NULL)'));
  const begun = performance.now();
  let events = 0;
  let rows: [string, string][] = [];
  const flush = () =>
    file.write(async (sql) => {
      for (const row of rows) await sql.run('INSERT INTO bare (id, body) VALUES (?, ?)', row);
      rows = [];
    });
  for await (const { event } of log.read({ stream: 'facts' })) {
    events++;
    rows.push([event.id, JSON.stringify(event.data)]);
    if (rows.length === batch) await flush();
  }
  await flush();
  return outcomeOf(events, begun);
}

function outcomeOf(events: number, begun: number) {
  const seconds = (performance.now() - begun) / 1000;
  return { events, seconds, peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024) };
}

serveParent(0, { fill, store: intoStore, table: intoTable }, async () => {
  await log.close();
  await file.close();
});
