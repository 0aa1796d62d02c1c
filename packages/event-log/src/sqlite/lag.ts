import type { Clock, Lag, Sql, StreamName } from '@deskrail/contracts';

/** How far each group is behind, oldest event first; of one group where it is named. */
export async function readLag(sql: Sql, clock: Clock, group?: string): Promise<Lag[]> {
  const named = group === undefined ? '' : 'where name = ?';
  const groups = await sql.all<{ stream: StreamName; name: string; position: number }>(
    `select stream, name, position from log_groups ${named} order by stream, name`,
    group === undefined ? [] : [group],
  );
  const lags: Lag[] = [];
  for (const { stream, name, position } of groups) {
    const [behind] = await sql.all<{ events: number }>(
      'select count(*) as events from log_events where stream = ? and position > ?',
      [stream, position],
    );
    const [oldest] = await sql.all<{ appended_at: number }>(
      'select appended_at from log_events where stream = ? and position > ? order by position limit 1',
      [stream, position],
    );
    lags.push({
      stream,
      group: name,
      events: behind?.events ?? 0,
      seconds: oldest === undefined ? 0 : Math.max(0, (clock.now() - oldest.appended_at) / 1000),
      lastSafe: position === 0 ? undefined : String(position),
    });
  }
  return lags;
}
