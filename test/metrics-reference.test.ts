import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { liveMetrics } from '@deskrail/copilot';
import { temporaryFolder } from '@deskrail/testing';
import { createDeskrail } from 'deskrail';
import { expect, test } from 'vitest';
import { processMetrics } from '../docs/process-metrics.ts';

const packages = join(import.meta.dirname, '..', 'packages');
const listed = new Map<string, string>([
  ...Object.entries(processMetrics).map(([name, { type }]) => [name, type] as const),
  ...Object.values(liveMetrics).map(({ name, type }) => [name, type] as const),
]);

/** Names of metrics as the sources write them: also of gauges that only some instances have. */
function namesInSources(): Set<string> {
  const names = ['server', 'deskrail', 'copilot'].flatMap((name) =>
    readdirSync(join(packages, name, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.startsWith('langchain'))
      .flatMap((path) => [...readFileSync(join(packages, name, 'src', path), 'utf8').matchAll(/'(deskrail_[a-z_]+)'/g)])
      .map(([, found = '']) => found),
  );
  return new Set(names);
}

test('every metric that is exported is in docs/reference/metrics.md, and none that is not', () => {
  expect([...namesInSources()].sort()).toEqual([...listed.keys()].sort());
});

test('an instance’s metrics are of the types that the reference says', async () => {
  await using folder = await temporaryFolder();
  await using deskrail = await createDeskrail({ data: folder.path, keys: [] });
  await deskrail.start();
  const text = await (await deskrail.fetch(new Request('https://deskrail.example/metrics'))).text();
  const types = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type = '']) => [name, type] as const);
  expect(types.length).toBeGreaterThan(listed.size / 2);
  for (const [name, type] of types) expect([name, listed.get(name)]).toEqual([name, type]);
  const labels = [...text.matchAll(/^(deskrail_\w+?)(?:_bucket)?\{([^}]*)\}/gm)];
  for (const [, name = '', pairs = ''] of labels) {
    const known = processMetrics[name]?.labels ?? [];
    if (name in processMetrics) expect(known).toEqual(expect.arrayContaining(namesOf(pairs)));
  }
});

const namesOf = (pairs: string): string[] =>
  [...pairs.matchAll(/(\w+)="/g)].map(([, name = '']) => name).filter((name) => name !== 'le');
