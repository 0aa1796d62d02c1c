import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheDirectory, cachePath } from './cache-directory.ts';
import { runProgram } from './run-program.ts';

export const kafkaVersion = '4.3.0';
const downloadWithinMs = 300_000;

const dependency = (group: string, artifact: string, version: string) =>
  `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;

const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>deskrail</groupId><artifactId>brokers</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    ${dependency('org.apache.kafka', 'kafka_2.13', kafkaVersion)}
    ${dependency('org.apache.kafka', 'kafka-tools', kafkaVersion)}
    ${dependency('org.slf4j', 'slf4j-simple', '1.7.36')}
  </dependencies>
</project>
`;

const jarsPath = () => cachePath(`kafka-${kafkaVersion}`, 'jars');

export const hasKafkaJars = (): boolean => existsSync(jarsPath());

/** The directory of Apache Kafka's jars. Maven fetches them from Maven Central the first time (54 MB). */
export async function kafkaJars(options: {
  readonly signal?: AbortSignal | undefined;
  readonly say?: ((progress: string) => void) | undefined;
}): Promise<string> {
  const jars = jarsPath();
  if (hasKafkaJars()) return jars;
  const cache = await cacheDirectory(`kafka-${kafkaVersion}`);
  const work = await mkdtemp(join(cache, 'download-'));
  try {
    options.say?.(`Fetching Apache Kafka ${kafkaVersion} from Maven Central into ${cache} (once, 54 MB)`);
    await writeFile(join(work, 'pom.xml'), pom);
    const goal = ['--batch-mode', '-DincludeScope=runtime', `-DoutputDirectory=${join(work, 'jars')}`];
    await runProgram('mvn', ['dependency:copy-dependencies', ...goal], {
      cwd: work,
      timeoutMs: downloadWithinMs,
      signal: options.signal,
    });
    // Who comes second finds it there, complete.
    await rename(join(work, 'jars'), jars).catch((error) => {
      if (!hasKafkaJars()) throw error;
    });
    return jars;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const fix = 'Install Maven (Debian: apt-get install maven), once: what it fetches is kept.';
    throw new Error(`Apache Kafka's jars are fetched by Maven, and there is no mvn. ${fix}`, { cause: error });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
