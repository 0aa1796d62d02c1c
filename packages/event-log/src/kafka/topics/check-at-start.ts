import { DeskrailError, type Logger } from '@deskrail/contracts';
import { passwordIsBare } from '../connection-options.js';
import type { DriverAdmin, DriverSettings } from '../driver.js';
import type { CatalogueOptions } from './catalogue.js';
import { remedy } from './findings.js';
import type { TopicPlan } from './plan.js';
import { carryOut, explained, look, lookAgain } from './topics.js';

export interface StartCheck extends CatalogueOptions {
  readonly settings: DriverSettings;
  readonly development?: boolean;
  /** `presence`: for who looks in from outside. The topics must be there, and nothing is made or judged. Default: `promises`. */
  readonly startCheck?: 'promises' | 'presence';
  readonly logger: Logger;
  readonly signal?: AbortSignal;
}

/**
 * Refuses what would break a promise: a missing topic, too few replicas, a writer's clock. In development it takes a
 * broker that stands alone, names it as such, and makes the topics that are missing. Throws `config-invalid` with all
 * that is wrong, and `dependency-unavailable` where the brokers do not answer.
 */
export async function checkAtStart(openAdmin: () => Promise<DriverAdmin>, check: StartCheck): Promise<void> {
  const { settings, development = false, startCheck = 'promises', logger } = check;
  if (passwordIsBare(settings)) {
    logger.warn({ brokers: settings.brokers }, 'the password crosses the network unencrypted: use TLS, or SCRAM');
  }
  await explained(settings, async () => {
    const admin = await openAdmin();
    try {
      let { plan, findings } = await look(admin, check);
      if (startCheck === 'presence') return refuseMissing(plan);
      if (development) {
        const brokers = plan.brokers.map(({ address }) => address);
        logger.warn({ brokers }, `a development cluster of ${brokers.length}: what it acknowledged can be lost`);
        if (plan.creates.length > 0) {
          await carryOut(admin, { creates: plan.creates, changes: [] });
          logger.info({ topics: plan.creates.map(({ name }) => name) }, 'topics made for development');
          ({ plan, findings } = await lookAgain(admin, check, ({ creates }) => creates.length === 0));
        }
      }
      for (const { severity, topic, message } of findings) {
        if (severity !== 'refused') logger.warn({ topic }, message);
      }
      const refused = findings.filter(({ severity }) => severity === 'refused').map(({ message }) => message);
      if (refused.length > 0) throw new DeskrailError('config-invalid', refusal(refused, development));
    } finally {
      await admin.close();
    }
  });
}

function refuseMissing({ creates }: TopicPlan): void {
  if (creates.length === 0) return;
  const names = creates.map(({ name }) => name).join(', ');
  const message = `There is no ${names} on these brokers. Are the brokers and the topic prefix (KAFKA_TOPIC_PREFIX) the right ones? An operator makes the topics by deskrail topics apply.`;
  throw new DeskrailError('config-invalid', message);
}

function refusal(messages: readonly string[], development: boolean): string {
  // The remedy is the same for most: told once.
  const bare = messages.map((message) => message.replace(` ${remedy}`, ''));
  const how = bare.join() === messages.join() ? '' : ` ${remedy}`;
  const hint = development ? '' : ' A broker for development alone is taken with development (KAFKA_DEVELOPMENT=true).';
  return `These topics would not keep what Deskrail promises: ${bare.join(' ')}${how}${hint}`;
}
