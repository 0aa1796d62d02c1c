import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheDirectory, cachePath } from './cache-directory.ts';
import { runProgram } from './run-program.ts';

const downloadWithinMs = 300_000;

/** Runs Maven in a directory of its own. */
export type Maven = (...args: readonly string[]) => Promise<unknown>;

export interface FetchOptions {
  readonly signal?: AbortSignal | undefined;
  readonly say?: ((progress: string) => void) | undefined;
}

export interface Fetched {
  /** Such as `Apache Kafka 4.3.0`. */
  readonly what: string;
  readonly megabytes: number;
  /** Below the cache's directory. */
  readonly folder: string;
  /** The directory that is kept in there. */
  readonly kept: string;
  /** Fetches into `work`; resolves with the directory that is to be kept. */
  readonly fetch: (maven: Maven, work: string) => Promise<string>;
}

export const isFetched = ({ folder, kept }: Pick<Fetched, 'folder' | 'kept'>): boolean =>
  existsSync(cachePath(folder, kept));

/** The directory of what Maven fetches from Maven Central the first time, whole; whoever comes second finds it there. */
export async function fetchByMaven(fetched: Fetched, { signal, say }: FetchOptions = {}): Promise<string> {
  const { what, megabytes, folder, kept, fetch } = fetched;
  const path = cachePath(folder, kept);
  if (isFetched(fetched)) return path;
  const cache = await cacheDirectory(folder);
  const work = await mkdtemp(join(cache, 'download-'));
  const maven: Maven = (...args) =>
    runProgram('mvn', ['--batch-mode', ...args], { cwd: work, timeoutMs: downloadWithinMs, signal }).catch((error) => {
      if (error.code !== 'ENOENT') throw error;
      const fix = 'Install Maven (Debian: apt-get install maven), once: what it fetches is kept.';
      throw new Error(`${what} is fetched by Maven, and there is no mvn. ${fix}`, { cause: error });
    });
  try {
    say?.(`Fetching ${what} from Maven Central into ${cache} (once, ${megabytes} MB)`);
    await rename(await fetch(maven, work), path).catch((error) => {
      if (!isFetched(fetched)) throw error;
    });
    return path;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

export type Artifact = readonly [group: string, artifact: string, version: string];

/** Fetches these artifacts' jars and all that they need. */
export const jarsOf =
  (...artifacts: readonly Artifact[]): Fetched['fetch'] =>
  async (maven, work) => {
    const dependencies = artifacts.map(
      ([group, artifact, version]) =>
        `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`,
    );
    const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>deskrail</groupId><artifactId>tests</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    ${dependencies.join('\n    ')}
  </dependencies>
</project>
`;
    await writeFile(join(work, 'pom.xml'), pom);
    const jars = join(work, 'jars');
    await maven('dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${jars}`);
    return jars;
  };
