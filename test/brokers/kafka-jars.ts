import { type Fetched, type FetchOptions, fetchByMaven, isFetched, jarsOf } from './fetch-by-maven.ts';

export const kafkaVersion = '4.3.0';

const kafka: Fetched = {
  what: `Apache Kafka ${kafkaVersion}`,
  megabytes: 54,
  folder: `kafka-${kafkaVersion}`,
  kept: 'jars',
  fetch: jarsOf(
    ['org.apache.kafka', 'kafka_2.13', kafkaVersion],
    ['org.apache.kafka', 'kafka-tools', kafkaVersion],
    ['org.slf4j', 'slf4j-simple', '1.7.36'],
  ),
};

export const hasKafkaJars = (): boolean => isFetched(kafka);

/** The directory of Apache Kafka's jars. */
export const kafkaJars = (options: FetchOptions): Promise<string> => fetchByMaven(kafka, options);
