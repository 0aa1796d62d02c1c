import { findJdk } from './jdk.ts';

/** The tests that need a real embeddings endpoint, by name. */
export const embeddingsTests = '**/*.embeddings.test.ts';

// What cannot be had is a failure here: nobody is to believe that it was tested.
const required = process.env.CI || process.env.DESKRAIL_REQUIRE_BROKERS === '1';

/** The vitest project of tests named `x.embeddings.test.ts`; none, and said so, where there is no JDK. */
export function embeddingsProjects() {
  if (!process.env.DESKRAIL_EMBEDDINGS_URL) {
    try {
      findJdk();
    } catch (error) {
      if (required) throw error;
      console.warn(`SKIPPED: every test that needs embeddings. ${(error as Error).message}`);
      return [];
    }
  }
  return [
    {
      extends: true as const,
      test: {
        name: 'embeddings',
        include: ['packages/*/src/**/*.embeddings.test.ts', 'test/**/*.embeddings.test.ts'],
        globalSetup: ['test/embeddings/global-embeddings.ts'],
        testTimeout: 60_000,
        // After the others, whose processors it would take.
        sequence: { groupOrder: 2 },
      },
    },
  ];
}
