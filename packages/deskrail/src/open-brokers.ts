import { type Clock, DeskrailError, type EventLog, type Logger, type Store } from '@deskrail/contracts';
import type { KafkaOption, PostgresOption } from './options.js';

interface Runtime {
  readonly clock?: Clock;
  readonly logger: Logger;
}

interface KafkaModule {
  openKafkaLog(options: KafkaOption & Runtime): Promise<EventLog>;
}

interface PostgresModule {
  openPostgresStore(options: PostgresOption & Runtime): Promise<Store>;
}

export async function openKafka(kafka: KafkaOption, runtime: Runtime): Promise<EventLog> {
  const { openKafkaLog } = (await load('@deskrail/event-log/kafka')) as KafkaModule;
  return openKafkaLog({ ...kafka, ...runtime });
}

export async function openPostgres(postgres: PostgresOption, runtime: Runtime): Promise<Store> {
  const { openPostgresStore } = (await load('@deskrail/store/postgres')) as PostgresModule;
  return openPostgresStore({ ...postgres, ...runtime });
}

async function load(name: string): Promise<unknown> {
  try {
    return await import(name);
  } catch (cause) {
    throw new DeskrailError('config-invalid', `${name} could not be loaded.`, { cause });
  }
}
