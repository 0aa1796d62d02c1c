import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheDirectory, cachePath } from '../brokers/cache-directory.ts';
import { runProgram } from '../brokers/run-program.ts';

const version = '2.19.0';
const downloadWithinMs = 300_000;
const home = () => cachePath(`opensearch-${version}`, 'home');

/** Maven leaves a folder of its own in `work`. */
const unpack = (artifact: string, work: string, directory: string) =>
  runProgram('mvn', ['--batch-mode', 'dependency:unpack', `-Dartifact=${artifact}`, `-DoutputDirectory=${directory}`], {
    cwd: work,
    timeoutMs: downloadWithinMs,
  });

/**
 * The directory of OpenSearch's minimal distribution with its k-NN plugin. Maven fetches both from Maven Central the first
 * time (57 MB). The plugin's native libraries are not there: the engine `lucene` needs none.
 */
export async function openSearchHome(): Promise<string> {
  if (existsSync(home())) return home();
  const cache = await cacheDirectory(`opensearch-${version}`);
  const work = await mkdtemp(join(cache, 'download-'));
  try {
    const distribution = join(work, 'distribution');
    await unpack(`org.opensearch.distribution.integ-test-zip:opensearch:${version}:zip`, work, distribution);
    const unpacked = join(distribution, `opensearch-${version}`);
    const plugin = join(unpacked, 'plugins/opensearch-knn');
    await unpack(`org.opensearch.plugin:opensearch-knn:${version}.0:zip`, work, plugin);
    // It extends a scripting language that this distribution lacks, and searches without it.
    const descriptor = join(plugin, 'plugin-descriptor.properties');
    await writeFile(descriptor, (await readFile(descriptor, 'utf8')).replace(/^extended\.plugins=.*$/m, ''));
    // Who comes second finds it there, complete.
    await rename(unpacked, home()).catch((error) => {
      if (!existsSync(home())) throw error;
    });
    return home();
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
