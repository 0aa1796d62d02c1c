import { type Clock, DeskrailError, type Logger } from '@deskrail/contracts';
import type { KafkaLog, KafkaLogOptions } from '@deskrail/event-log/kafka';
import type { PostgresStore } from '@deskrail/store/postgres';
import type { PostgresOption } from './options.js';

interface Runtime {
  readonly clock?: Clock;
  readonly logger: Logger;
}

/** The embedded default never comes here: what speaks to brokers is loaded by those who have some. */
export const loadKafka = () => loaded('kafka', () => import('@deskrail/event-log/kafka'));

const loadPostgres = () => loaded('postgres', () => import('@deskrail/store/postgres'));

/** Throws `config-invalid`, saying which broker, topic or permission, and `dependency-unavailable`. */
export async function openKafka(options: KafkaLogOptions, runtime: Runtime): Promise<KafkaLog> {
  const { openKafkaLog } = await loadKafka();
  return openKafkaLog({ ...options, ...runtime });
}

/** For a command that looks in from outside: a broker for development is as good, and nothing is made on it. */
export const reachKafka = (options: KafkaLogOptions, logger: Logger): Promise<KafkaLog> =>
  openKafka({ ...options, startCheck: 'presence' }, { logger });

/** Throws `config-invalid` and `dependency-unavailable`. */
export async function openPostgres(options: PostgresOption, runtime: Pick<Runtime, 'logger'>): Promise<PostgresStore> {
  const { openPostgresStore } = await loadPostgres();
  return openPostgresStore({ ...options, ...runtime });
}

async function loaded<Module>(what: string, load: () => Promise<Module>): Promise<Module> {
  try {
    return await load();
  } catch (cause) {
    if ((cause as { code?: unknown }).code !== 'ERR_MODULE_NOT_FOUND') throw cause;
    const message = `A library that ${what} needs is not installed. Run npm install again, optional dependencies included.`;
    throw new DeskrailError('config-invalid', message, { cause });
  }
}
