import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onMyEnd } from './reaper.ts';
import type { Shared, ShareOptions } from './shared-brokers.ts';

type Share = (options: ShareOptions) => Promise<Shared>;

/** What all tests of a run use, started once however many projects ask. */
interface InRun {
  readonly address: string;
  /** A file that appears once it is known how the start went: empty, or why it failed. */
  readonly outcome: string;
  close(): Promise<void>;
}

// Each project loads this module for itself; the process is what they share.
const shared = globalThis as { deskrailInRun?: Map<string, Promise<InRun>> };

export function inRun(share: Share): Promise<InRun> {
  shared.deskrailInRun ??= new Map();
  const found = shared.deskrailInRun.get(share.name) ?? begin(share);
  shared.deskrailInRun.set(share.name, found);
  return found;
}

/** Does not wait: other tests run meanwhile, and those that need it wait for `outcome`. */
async function begin(share: Share): Promise<InRun> {
  const directory = await mkdtemp(join(tmpdir(), 'deskrail-run-'));
  onMyEnd({ do: 'remove', directory });
  const outcome = join(directory, 'outcome');
  const over = new AbortController();
  const { address, ready } = await share({ signal: over.signal, say: (text) => console.log(text) });
  const told = ready.then(
    () => tell(outcome, ''),
    (error: Error) => tell(outcome, error.message),
  );
  let closing: Promise<void> | undefined;
  const close = async () => {
    over.abort(new Error('The run is over.'));
    await told;
    await ready.then(
      (started) => started.close(),
      () => {},
    );
    await rm(directory, { recursive: true, force: true });
  };
  return {
    ...{ address, outcome },
    close() {
      closing ??= close();
      return closing;
    },
  };
}

/** Nobody reads half of it. */
async function tell(path: string, text: string): Promise<void> {
  await writeFile(`${path}.part`, text);
  await rename(`${path}.part`, path);
}
