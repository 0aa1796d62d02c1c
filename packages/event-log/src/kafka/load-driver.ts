import { DeskrailError } from '@deskrail/contracts';
import type { OpenDriver } from './driver.js';

/** The Kafka clients that Deskrail can stand on. */
export type DriverName = 'kafkajs' | 'platformatic';

/** Only the client that is asked for is loaded. */
export async function loadDriver(name: DriverName = 'kafkajs'): Promise<OpenDriver> {
  if (name === 'platformatic') throw new DeskrailError('config-invalid', 'The driver platformatic is not there yet.');
  return (await import('./kafkajs/open-kafkajs.js')).openKafkajs;
}
