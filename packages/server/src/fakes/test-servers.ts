import { afterEach } from 'vitest';
import { openTestServer } from './open-test-server.js';

/** `openTestServer` for one test file: what it opened is closed after each test. */
export function testServers(): typeof openTestServer {
  const opened: ReturnType<typeof openTestServer>[] = [];
  afterEach(async () => {
    for (const { server } of opened.splice(0)) await server.close();
  });
  return (options) => {
    const test = openTestServer(options);
    opened.push(test);
    return test;
  };
}
