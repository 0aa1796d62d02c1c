/**
 * A consumer of somebody else's: reads the facts in a group of its own and has one effect for each, in a database of its
 * own. What it noted, and in which order, is compared with the log. It is killed like all others.
 */
import { DatabaseSync } from 'node:sqlite';
import { openKafkaLog } from '@deskrail/event-log/kafka';

const { WITNESS_FILE = '', WITNESS_BROKERS = '' } = process.env;

const database = new DatabaseSync(WITNESS_FILE);
database.exec(`pragma journal_mode = wal; pragma synchronous = full;
  create table if not exists effects (place integer primary key autoincrement, id text unique, subject text)`);
const note = database.prepare('insert into effects (id, subject) values (?, ?) on conflict do nothing');

const log = await openKafkaLog({ brokers: WITNESS_BROKERS.split(',') });
await log.subscribe({
  stream: 'facts',
  group: 'witness',
  concurrency: 4,
  maxBatch: 20,
  async handler(events) {
    // One commit: either all of them had their effect, or none.
    database.exec('begin');
    for (const { event } of events) note.run(event.id, event.subject);
    database.exec('commit');
  },
});
console.log('The witness listens on http://nowhere');
