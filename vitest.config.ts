import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { brokerProjects, brokerTests } from './test/brokers/projects.ts';
import { BrokersRanReporter } from './test/brokers/ran-reporter.ts';
import { embeddingsProjects, embeddingsTests } from './test/embeddings/project.ts';
import { SummaryReporter } from './test/summary-reporter.ts';

// Tests run from source: no build is needed before `npx vitest`, except by those that start the `deskrail` command.
const source = '@deskrail/source';

const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';
const hasBrowser = existsSync(chromium);
if (!hasBrowser) {
  const missing = `There is no browser at ${chromium}. Install Debian's package chromium, or name one in CHROMIUM.`;
  if (process.env.CI) throw new Error(missing);
  console.warn(`SKIPPED: test/browser. ${missing}`);
}

export default defineConfig({
  resolve: { conditions: [source, 'module', 'node', 'development|production'] },
  ssr: { resolve: { conditions: [source, 'module', 'node', 'development|production'] } },
  test: {
    pool: 'threads',
    maxWorkers: Math.max(2, Math.min(4, availableParallelism())),
    testTimeout: 20_000,
    hookTimeout: 20_000,
    reporters: ['default', new BrokersRanReporter(), new SummaryReporter()],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{packages,adapters}/*/src/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: [
            '**/node_modules/**',
            '**/dist/**',
            embeddingsTests,
            ...brokerTests,
            ...(hasBrowser ? [] : ['test/browser/**']),
          ],
          // `*.test-d.ts` need a build, as tsc reads other packages' declarations. Errors elsewhere are `npm run check`'s to tell.
          typecheck: {
            enabled: true,
            include: ['{packages,adapters}/*/src/**/*.test-d.ts'],
            tsconfig: './tsconfig.json',
            ignoreSourceErrors: true,
          },
        },
      },
      ...brokerProjects(),
      ...embeddingsProjects(),
    ],
  },
});
