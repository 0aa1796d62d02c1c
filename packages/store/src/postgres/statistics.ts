import { type Database, isDeskrailError, type Logger } from '@deskrail/contracts';
import { quoted } from './connections.js';

/** Writes of this process after which it looks; a table that changes later has PostgreSQL's own look by then. */
const lookAfter = [100, 1_000, 10_000, 100_000];

/** Tables that are more than twice as large as when they were last looked at. */
const grown = `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = ? and c.relkind = 'r'
    and pg_relation_size(c.oid) > 2 * c.relpages::bigint * current_setting('block_size')::int`;

export interface StatisticsOptions {
  readonly database: Database;
  readonly schema: string;
  readonly logger: Logger;
}

/**
 * Statistics of tables that are filling: PostgreSQL looks by itself once a minute, and plans statements for empty tables until
 * then, whose rows it reads by any index. Returns what to call for each write; its work is done beside it.
 */
export function createStatistics({ database, schema, logger }: StatisticsOptions): () => void {
  let writes = 0;
  let looking = false;

  async function look(): Promise<void> {
    looking = true;
    try {
      await database.write(async (sql) => {
        const tables = await sql.all<{ name: string }>(grown, [schema]);
        if (tables.length === 0) return;
        await sql.run(`analyze ${tables.map(({ name }) => quoted(name)).join(', ')}`);
      });
    } catch (error) {
      // PostgreSQL will look by itself.
      logger.debug(
        { code: isDeskrailError(error) ? error.code : 'internal' },
        'statistics were not brought up to date',
      );
    } finally {
      looking = false;
    }
  }

  return () => {
    writes += 1;
    if (!looking && lookAfter.includes(writes)) void look();
  };
}
