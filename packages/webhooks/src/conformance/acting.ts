import { describe, expect, test } from 'vitest';
import { type ActFixtures, type AdapterFixtures, isSkipped } from './adapter-fixtures.js';
import { nowMs, skipTest, testOf } from './bench.js';

const clock = { now: () => nowMs };
const timeoutMs = 500;
const isWrite = ({ method }: Request): boolean => method !== 'GET' && method !== 'HEAD';

type Desk = (request: Request) => Response | Promise<Response>;

/** One action, one call at the desk, and the truth about how it ended. */
export function testActing(fixtures: AdapterFixtures): void {
  if (isSkipped(fixtures.act)) {
    skipTest('acting', fixtures.act);
    return;
  }
  const { act } = fixtures;
  const { reply } = act;

  const open = async (desk: Desk) => {
    const requests: Request[] = [];
    const fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
      const request = new Request(input, init);
      requests.push(request.clone());
      const answer = Promise.resolve().then(() => desk(request));
      return Promise.race([answer, abortOf(init?.signal ?? request.signal)]);
    };
    return { requests, executor: await act.open({ fetch: fetch as typeof globalThis.fetch, clock, timeoutMs }) };
  };
  const execute = async (desk: Desk, action = reply, signal = new AbortController().signal) => {
    const { executor, requests } = await open(desk);
    return { execution: await executor.execute(action, { signal }), writes: requests.filter(isWrite), executor };
  };

  test('a reply is one call that changes something, over https, without a secret in its URL', async () => {
    const { execution, writes } = await execute(act.desk());
    expect(execution.outcome).toBe('executed');
    expect(writes).toHaveLength(1);
    expect(writes[0]?.url).toMatch(/^https:\/\/[^@]+$/);
  });

  test('every kind that it carries out has a case here', async () => {
    const { executor } = await open(act.desk());
    const tested = act.cases.filter(({ expected }) => expected.outcome === 'executed');
    expect(new Set(tested.map(({ action }) => action.parameters.kind))).toEqual(new Set(executor.kinds));
  });

  test.each(act.cases.map((one) => [one.name, one] as const))('%s', async (_, { desk, action, expected }) => {
    const { execution, writes } = await execute(desk ?? act.desk(), action);
    expect(execution).toMatchObject(expected);
    expect(writes.length).toBeLessThanOrEqual(1);
    if (execution.outcome === 'executed') expect(writes).toHaveLength(1);
  });

  describe('when the network fails', () => testNetwork(act, execute));

  test('what was stopped before it began asks the desk nothing', async () => {
    const { executor, requests } = await open(act.desk());
    const stopped = executor.execute(reply, { signal: AbortSignal.abort() });
    await expect(stopped).rejects.toMatchObject({ code: 'aborted' });
    expect(requests.filter(isWrite)).toEqual([]);
  });

  testOf(act.lookUp, 'an action of ours is found by its marker, and a foreign one is not', async (lookUp) => {
    const { signal } = new AbortController();
    const there = await open(lookUp.found);
    expect(await there.executor.lookUp(reply, { signal })).toMatchObject({ found: true });
    const absent = await open(lookUp.absent);
    expect(await absent.executor.lookUp(reply, { signal })).toMatchObject(lookUp.expected);
    expect([...there.requests, ...absent.requests].filter(isWrite)).toEqual([]);
  });

  testOf(act.lookUp, 'a look-up that gets no answer is no “absent”', async () => {
    const { executor } = await open(() => {
      throw new TypeError('fetch failed', { cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }) });
    });
    const asked = executor.lookUp(reply, { signal: new AbortController().signal });
    await expect(asked).rejects.toMatchObject({ code: 'dependency-unavailable' });
  });
}

function testNetwork(
  act: ActFixtures,
  execute: (desk: Desk) => Promise<{ execution: { outcome: string; permanent?: boolean } }>,
): void {
  const failing = (error: () => unknown): Desk => {
    const desk = act.desk();
    return (request) => {
      if (isWrite(request)) throw error();
      return desk(request);
    };
  };
  const broken = (code: string) => new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });

  test('a call whose answer was lost is uncertain, never failed', async () => {
    const { execution } = await execute(failing(() => broken('ECONNRESET')));
    expect(execution.outcome).toBe('uncertain');
  });

  test('a call that no answer came to in time is uncertain', async () => {
    const desk = act.desk();
    const { execution } = await execute((request) => (isWrite(request) ? new Promise(() => {}) : desk(request)));
    expect(execution.outcome).toBe('uncertain');
  });

  test('a desk that was never reached has done nothing, and may be asked again', async () => {
    const tried = await execute(failing(() => broken('ECONNREFUSED'))).then(
      ({ execution }) => execution,
      (error: { code?: string }) => ({ outcome: error.code ?? 'unknown', permanent: false }),
    );
    // Where an adapter does not tell the causes apart, the look-up does.
    expect(['failed', 'dependency-unavailable', 'uncertain']).toContain(tried.outcome);
    if (tried.outcome === 'failed') expect(tried.permanent).toBe(false);
  });
}

const abortOf = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
