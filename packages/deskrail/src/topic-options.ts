import type { TopicOptions } from '@deskrail/event-log/kafka';
import type { DeskrailConfig, KafkaOption } from './options.js';

/** What the topics follow from: where the brokers are, how long streams are kept, and how large a webhook may be. */
export const topicOptionsOf = (
  kafka: KafkaOption,
  { retentionDays, limits, logger }: Pick<DeskrailConfig, 'retentionDays' | 'limits' | 'logger'>,
): TopicOptions => ({
  ...kafka,
  ...(retentionDays && { retentionDays }),
  ...(limits?.bodyBytes !== undefined && { bodyLimitBytes: limits.bodyBytes }),
  ...(logger && { logger }),
});
