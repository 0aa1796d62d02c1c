import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Fetched, fetchByMaven } from '../brokers/fetch-by-maven.ts';

const version = '2.19.0';

const openSearch: Fetched = {
  what: `OpenSearch ${version}`,
  megabytes: 57,
  folder: `opensearch-${version}`,
  kept: 'home',
  async fetch(maven, work) {
    const unpack = (artifact: string, directory: string) =>
      maven('dependency:unpack', `-Dartifact=${artifact}`, `-DoutputDirectory=${directory}`);
    const distribution = join(work, 'distribution');
    await unpack(`org.opensearch.distribution.integ-test-zip:opensearch:${version}:zip`, distribution);
    const home = join(distribution, `opensearch-${version}`);
    const plugin = join(home, 'plugins/opensearch-knn');
    await unpack(`org.opensearch.plugin:opensearch-knn:${version}.0:zip`, plugin);
    // It extends a scripting language that this distribution lacks, and searches without it.
    const descriptor = join(plugin, 'plugin-descriptor.properties');
    await writeFile(descriptor, (await readFile(descriptor, 'utf8')).replace(/^extended\.plugins=.*$/m, ''));
    return home;
  },
};

/**
 * The directory of OpenSearch's minimal distribution with its k-NN plugin. The plugin's native libraries are not there: the
 * engine `lucene` needs none.
 */
export const openSearchHome = (): Promise<string> => fetchByMaven(openSearch);
