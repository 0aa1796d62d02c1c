import type { Reporter, TestModule } from 'vitest/node';

const names = ['kafka', 'postgres'];

/** With `DESKRAIL_REQUIRE_BROKERS=1` (for a whole run), one in which no Kafka or no PostgreSQL test passed has failed. */
export class BrokersRanReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    if (process.env.DESKRAIL_REQUIRE_BROKERS !== '1') return;
    for (const name of names) {
      const tests = modules
        .filter(({ project }) => project.name === name)
        .flatMap(({ children }) => [...children.allTests('passed')]);
      if (tests.length > 0) continue;
      console.error(`No test of the project '${name}' passed, and DESKRAIL_REQUIRE_BROKERS=1 asks for that.`);
      process.exitCode = 1;
    }
  }
}
