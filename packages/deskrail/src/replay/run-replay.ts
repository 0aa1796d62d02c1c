import { mkdir, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { DeskrailError, isDeskrailError } from '@deskrail/contracts';
import { openSqliteFile, openSqliteLog } from '@deskrail/event-log/sqlite';
import type { Given } from '../command/definition.js';
import { usageError } from '../command/parse.js';
import { placesAsked, withLog } from '../command/reach-log.js';
import { sinceAsked } from '../command/since.js';
import type { Terminal } from '../command/terminal.js';
import { deskRules } from '../config/desk-environment.js';
import { type OpenParts, openParts } from '../open-parts.js';
import { type AskedParts, addressesAsked, askedParts } from './asked-parts.js';
import { type Guard, installGuard } from './guard.js';
import { openReplayRecommender } from './open-recommender.js';
import { replayFacts } from './replay-facts.js';
import { openReplayOutput, type ReplayOutput } from './replay-output.js';
import { summaryLines } from './summary-lines.js';
import { withoutActing } from './without-acting.js';

/** `deskrail replay`: under guard from before anything is read until after everything is closed. */
export async function runReplay(given: Given, terminal: Terminal): Promise<number> {
  using guard = installGuard();
  using _acting = withoutActing();
  const asked = readAsked(given, terminal);
  const model = /^openai:(.+)$/.exec(given.text('model') ?? '')?.[1];
  // An endpoint without a key is one where a model is named.
  const environment = { ...withoutCredentials(terminal.environment), ...(model && { DESKRAIL_OPENAI_MODEL: model }) };
  const reached = await placesAsked(given, { ...terminal, environment });
  const named = await askedParts({ ...reached, given, directory: terminal.directory });
  // Nothing but these, whatever the configuration and the environment hold.
  guard.allow([...(reached.places.kafka?.brokers ?? []), ...named.addresses, ...addressesAsked(given)]);
  const id = new Date(terminal.now()).toISOString().replace(/[-:]|\.\d+/g, '');
  const folder = resolve(terminal.directory, given.text('out') ?? join(reached.places.data, 'replays', id));
  const parts = openParts({ logger: terminal.logger('error'), closeTimeoutMs: 10_000 });
  try {
    const run = { asked, named, guard, terminal, parts, folder, id };
    return await withLog(reached, terminal, (log) => replayInto(run, log));
  } catch (error) {
    // Brokers name each other: one that is not among those that were named is what most often is missing.
    if (guard.refused.size > 0 && isDeskrailError(error, 'dependency-unavailable')) {
      terminal.say(
        `Refused, as the command line does not name it: ${[...guard.refused.keys()].join(', ')}. Name it by --allow.`,
      );
    }
    throw error;
  } finally {
    await parts.close();
  }
}

/** What opens desks, the database and signatures is not even read. */
const withoutCredentials = (environment: Terminal['environment']): Terminal['environment'] =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !credentials.includes(name)));

const credentials = [...Object.keys(deskRules), 'DATABASE_URL', 'DESKRAIL_SIGNING_KEY', 'DESKRAIL_API_KEY'];

interface Asked {
  readonly since: string;
  readonly until: string;
  readonly tenant: string | undefined;
  readonly conversation: string | undefined;
  readonly limit: number | undefined;
  readonly examples: number;
  readonly compare: boolean;
  readonly texts: boolean;
  readonly json: boolean;
  readonly failIfChanged: number | undefined;
}

function readAsked(given: Given, terminal: Terminal): Asked {
  const nowMs = terminal.now();
  const until = given.text('until');
  const failIfChanged = given.text('fail-if-changed');
  const share = Number(failIfChanged);
  if (failIfChanged !== undefined && !(share >= 0 && share <= 1)) {
    throw usageError('--fail-if-changed is a share from 0 to 1, such as 0.05.', 'replay');
  }
  const since = sinceAsked(given.text('since'), nowMs, 'replay');
  const asked: Asked = {
    since,
    until: until === undefined ? new Date(nowMs).toISOString() : sinceAsked(until, nowMs, 'replay'),
    tenant: given.text('tenant'),
    conversation: given.text('conversation'),
    limit: wholeAsked(given, 'limit'),
    examples: wholeAsked(given, 'examples') ?? 5,
    compare: given.flag('compare') || failIfChanged !== undefined,
    texts: given.flag('texts'),
    json: given.flag('json'),
    failIfChanged: failIfChanged === undefined ? undefined : share,
  };
  if (Date.parse(asked.until) < Date.parse(since)) throw usageError('--until is before --since.', 'replay');
  return asked;
}

function wholeAsked(given: Given, option: string): number | undefined {
  const text = given.text(option);
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw usageError(`--${option} is a whole number, such as 100.`, 'replay');
}

interface Run {
  readonly asked: Asked;
  readonly named: AskedParts;
  readonly guard: Guard;
  readonly terminal: Terminal;
  readonly parts: OpenParts;
  readonly folder: string;
  readonly id: string;
}

async function replayInto(run: Run, log: Parameters<typeof replayFacts>[0]['log']): Promise<number> {
  const { asked, named, guard, terminal, parts, folder, id } = run;
  await makeFolder(folder);
  const scratchFolder = join(folder, 'scratch');
  // Of a folder that this replay has made, and of no other: a folder that was there may hold a `scratch` of somebody’s.
  parts.add('scratch folder', { close: () => rm(scratchFolder, { recursive: true, force: true }) });
  const scratch = parts.add('scratch', await openSqliteFile({ path: join(scratchFolder, 'record.db'), thread: false }));
  let atMs = Date.parse(asked.since);
  const file = parts.add('own file', await openSqliteFile({ path: join(folder, 'events.db'), thread: false }));
  const own = parts.add('own streams', await openSqliteLog({ file, clock: { now: () => atMs } }));
  const { since, until, compare, texts, examples } = asked;
  const output = parts.add(
    'output',
    await openReplayOutput({ folder, id, own, since, until, named, guard, compare, texts, examples }),
  );
  const report = everySoOften(terminal);
  try {
    const end = await replayFacts({
      ...asked,
      ...{ log, scratch, signal: terminal.signal, onProgress: report },
      open: (given) => openReplayRecommender({ ...named, parts, logger: terminal.logger('error') }, given),
      async onReplayed(fact, recorded) {
        atMs = Date.parse(fact.stored.appendedAt);
        await output.replayed(fact, recorded);
        refuseSilence(guard, named);
      },
    });
    await output.end(end);
  } catch (error) {
    await output.interrupted();
    if (terminal.signal.aborted || isDeskrailError(error, 'aborted')) {
      terminal.say(`Ended before its time: ${join(folder, 'summary.json')} says that it is a part.`);
    }
    throw error;
  }
  return tell(run, output);
}

/** A configured model that reaches out finds nobody there: better said at once than told as a difference. */
function refuseSilence({ refused }: Guard, { modelName, addresses }: AskedParts): void {
  const [first] = refused.keys();
  if (first === undefined || addresses.length > 0 || modelName.startsWith('embedded/')) return;
  throw new DeskrailError(
    'config-invalid',
    `The configured model ${modelName} wants to reach ${first}, which the command line does not name. Add --allow <host:port>, or write --model embedded.`,
  );
}

async function tell({ asked, terminal, folder }: Run, output: ReplayOutput): Promise<number> {
  const { summary, examples } = output.told();
  if (asked.json) await terminal.print(JSON.stringify({ ...summary, folder }));
  else {
    for (const line of summaryLines(summary, examples)) await terminal.print(line);
    await terminal.print('');
    await terminal.print(`All of it is in ${folder}`);
  }
  const share = summary.compared?.changedShare ?? 0;
  if (asked.failIfChanged === undefined || share <= asked.failIfChanged) return 0;
  terminal.say(`deskrail: ${share} of what was recorded differs, and ${asked.failIfChanged} may.`);
  return 1;
}

/** A folder of its own: what another replay wrote is never written over. */
async function makeFolder(folder: string): Promise<void> {
  const make = () => mkdir(folder, { mode: 0o700 });
  try {
    await make().catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      await mkdir(dirname(folder), { recursive: true, mode: 0o700 });
      await make();
    });
  } catch (error) {
    const { code = 'the system refused' } = error as NodeJS.ErrnoException;
    const why =
      code === 'EEXIST' ? 'is there already: a replay writes to a folder of its own' : `cannot be made (${code})`;
    throw new DeskrailError('config-invalid', `${folder} ${why}. Name another by --out.`);
  }
}

const eventsBetween = 20_000;
const factsBetween = 500;

function everySoOften({ say }: Terminal) {
  let next = { events: eventsBetween, replayed: factsBetween };
  return ({ phase, events, replayed }: { phase: string; events: number; replayed: number }): void => {
    if (events < next.events && replayed < next.replayed) return;
    next = { events: events + eventsBetween, replayed: replayed + factsBetween };
    say(phase === 'gathering' ? `${events} events read …` : `${events} events, ${replayed} facts recommended for …`);
  };
}
