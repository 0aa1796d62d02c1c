import { type Clock, DeskrailError, type StreamName, streamNames } from '@deskrail/contracts';
import type { SqliteFile } from './open-sqlite-file.js';
import { positionBefore } from './positions.js';

const dayMs = 86_400_000;

const remove = `delete from log_events where position in (
  select position from log_events where stream = ? and position <= ? order by position limit ?)`;

/** Delete what was appended longer ago than its stream is kept, a little at a time so that appends get in between. */
export async function retainEvents(options: {
  readonly file: SqliteFile;
  readonly clock: Clock;
  readonly days: Readonly<Record<StreamName, number>>;
  readonly perCommit: number;
}): Promise<number> {
  const { file, clock, days, perCommit } = options;
  for (const stream of streamNames) {
    if (!(days[stream] >= 0)) {
      throw new DeskrailError('config-invalid', `The retention of ${stream} is not a number of days from 0 up.`);
    }
  }
  let removed = 0;
  for (const stream of streamNames) {
    const before = clock.now() - days[stream] * dayMs;
    const last = await file.read((sql) => positionBefore(sql, stream, before));
    let deleted: number;
    do {
      deleted = await file.write((sql) => sql.run(remove, [stream, last, perCommit]));
      removed += deleted;
    } while (deleted === perCommit);
  }
  return removed;
}
