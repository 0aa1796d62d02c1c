import { createDriver } from '../create-driver.js';
import type { OpenDriver } from '../driver.js';
import { openGroupConsumer } from '../wire/group-consumer.js';
import { openPartitionReader } from '../wire/partition-reader.js';
import { openPlatformaticAdmin } from './admin.js';
import { openPlatformaticProducer } from './producer.js';
import { openPlatformaticWire } from './wire.js';

/** The driver on @platformatic/kafka 2.12.1. */
export const openPlatformatic: OpenDriver = (settings) =>
  createDriver('platformatic', {
    openProducer: () => openPlatformaticProducer(settings),
    openAdmin: () => openPlatformaticAdmin(settings),
    openConsumer: (options) => openGroupConsumer(() => openPlatformaticWire(settings, options), options),
    openReader: () => openPartitionReader(() => openPlatformaticWire(settings)),
  });
