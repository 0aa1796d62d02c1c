import type { Logger } from '@deskrail/contracts';
import { writeInstance } from '../config/instance-file.js';
import { createDeskrail, type Deskrail } from '../create-deskrail.js';
import type { DemoPerson } from '../demo/welcome.js';
import { openParts } from '../open-parts.js';
import type { DeskrailOptions } from '../options.js';
import { addressOf, listen } from './listen.js';
import type { Terminal } from './terminal.js';

export interface RunInstance {
  readonly options: DeskrailOptions & { readonly data: string };
  readonly host: string;
  readonly port: number | undefined;
  readonly terminal: Terminal;
  readonly logger: Logger;
  /** Secrets of emulated desks, for `deskrail send`; a real one's stays where it was configured. */
  readonly emulated?: Readonly<Record<string, string>>;
  /** Of the demo, for `deskrail sign-in`. */
  readonly people?: readonly DemoPerson[];
  /** Called once it answers; what it returns is closed before everything else. */
  onListening(running: {
    readonly deskrail: Deskrail;
    readonly url: string;
  }): Promise<{ close(): Promise<void> } | undefined>;
}

/** Run an instance until Ctrl-C, then close it in order. */
export async function runInstance(run: RunInstance): Promise<void> {
  const { options, terminal, logger } = run;
  const parts = openParts({ logger, closeTimeoutMs: 5_000 });
  for (const [name, part] of givenParts(options)) parts.add(name, part);
  try {
    const deskrail = parts.add('deskrail', await createDeskrail({ ...options, logger }));
    await deskrail.start();
    const server = await listen({ ...run, fetch: deskrail.fetch });
    // Together: a listener waits for its event streams, and those end with Deskrail.
    parts.add('listener', { close: async () => void (await Promise.all([server.close(), deskrail.close()])) });
    const url = addressOf(run.host, server.port);
    const connections = (Array.isArray(options.connections) ? options.connections : []).map(({ id, desk, tenant }) => {
      const secret = run.emulated?.[id];
      return { id, desk, tenant, ...(secret !== undefined && { secret }) };
    });
    const people = run.people && { people: run.people.map(({ name, roles }) => ({ name, roles: [...roles] })) };
    const forget = await writeInstance(options.data, { url, pid: terminal.pid, connections, ...people });
    parts.add('instance file', { close: forget });
    const more = await run.onListening({ deskrail, url });
    if (more !== undefined) parts.add('demo', more);
    await aborted(terminal.signal);
  } finally {
    await parts.close();
  }
}

/** What the configuration gave has nobody else to close it: after all that uses it. */
export const givenParts = ({ model, sources = [] }: Pick<DeskrailOptions, 'model' | 'sources'>) =>
  [...sources, ...(model === undefined ? [] : [model])].map(
    (part) => [part.name, { close: async () => part.close?.() }] as const,
  );

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
