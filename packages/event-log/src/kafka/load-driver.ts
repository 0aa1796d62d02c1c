import { DeskrailError } from '@deskrail/contracts';
import type { OpenDriver } from './driver.js';

/** The Kafka clients that Deskrail can stand on. */
export type DriverName = 'kafkajs' | 'platformatic';

/** Only the client that is asked for is loaded. Throws `config-invalid`. */
export async function loadDriver(name: DriverName = 'kafkajs'): Promise<OpenDriver> {
  switch (name) {
    case 'kafkajs':
      return (await import('./kafkajs/open-kafkajs.js')).openKafkajs;
    case 'platformatic':
      return (await installed(() => import('./platformatic/open-platformatic.js'))).openPlatformatic;
    default:
      throw new DeskrailError('config-invalid', `driver must be kafkajs or platformatic, not '${name}'.`);
  }
}

async function installed<Module>(load: () => Promise<Module>): Promise<Module> {
  try {
    return await load();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    const message =
      'The driver platformatic needs a package that is not installed: npm install @platformatic/kafka@2.12.1';
    throw new DeskrailError('config-invalid', message, { cause: error });
  }
}
