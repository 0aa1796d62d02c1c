/** `npm run brokers -- start [--nodes 3] | stop | status`: Kafka and PostgreSQL to develop against. */
import { parseArgs } from 'node:util';
import { allRun, alone, type BrokersState, clearUp, readState, writeState } from './brokers-state.ts';
import { onMyEnd } from './reaper.ts';
import { shareKafka, sharePostgres } from './shared-brokers.ts';

const usage = 'Usage: npm run brokers -- start [--nodes 1|3] | stop | status';
const commands: Readonly<Record<string, (nodes: number) => Promise<number>>> = { start, stop, status };

// What is to be evaluated goes to standard output, what is to be read to standard error.
const say = (text: string) => console.error(text);

const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => interrupt.abort(new Error('Interrupted; what had been started is ended.')));
}

process.exitCode = await main().catch((error: Error) => {
  say(error.message);
  return interrupt.signal.aborted ? 130 : 1;
});

async function main(): Promise<number> {
  const parsed = parseCommand();
  if (parsed !== undefined) return parsed.command(parsed.nodes);
  say(usage);
  return 2;
}

function parseCommand() {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: { nodes: { type: 'string', default: '1' } },
    });
    const [name = '', ...others] = positionals;
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    const nodes = Number(values.nodes);
    return command && others.length === 0 && [1, 3, 5].includes(nodes) ? { command, nodes } : undefined;
  } catch {
    return undefined;
  }
}

async function start(nodes: number): Promise<number> {
  return alone(async () => {
    const found = await readState();
    if (found && allRun(found)) {
      if (found.nodes !== nodes) {
        throw new Error(`${counted(found.nodes)} of Kafka run already. First: npm run brokers -- stop`);
      }
      say('They run already.');
      print(found);
      return 0;
    }
    if (found) await clearUp(found);
    const state = await startBoth(nodes);
    await writeState(state);
    onMyEnd({ do: 'nothing' });
    print(state);
    return 0;
  });
}

async function startBoth(nodes: number): Promise<BrokersState> {
  const options = { nodes, load: true, say, signal: interrupt.signal };
  const shared = [await shareKafka(options), await sharePostgres(options)] as const;
  const results = await Promise.allSettled(shared.map(({ ready }) => ready));
  const failed = results.find((result) => result.status === 'rejected');
  const [kafka, postgres] = results.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
  if (failed === undefined && kafka && postgres) {
    const [{ address: brokers }, { address: url }] = shared;
    return { nodes, kafka: { ...kafka, address: brokers }, postgres: { ...postgres, address: url } };
  }
  for (const started of [kafka, postgres]) await started?.close();
  throw failed?.reason;
}

async function stop(): Promise<number> {
  return alone(async () => {
    const found = await readState();
    if (found === undefined) say('Nothing was started by `npm run brokers -- start`.');
    else {
      await clearUp(found);
      say('Stopped.');
    }
    return 0;
  });
}

async function status(): Promise<number> {
  const found = await readState();
  if (found === undefined) {
    say('Not started. To start: npm run brokers -- start');
    return 1;
  }
  if (!allRun(found)) {
    say('Something of it has ended. To start anew: npm run brokers -- start');
    return 1;
  }
  print(found);
  return 0;
}

function print({ kafka, postgres }: BrokersState): void {
  say(`Kafka: ${kafka.origin}. PostgreSQL: ${postgres.origin}.`);
  console.log(`export KAFKA_BROKERS=${kafka.address}`);
  console.log(`export DATABASE_URL=${postgres.address}`);
}

function counted(nodes: number): string {
  return nodes === 1 ? 'One node' : `${nodes} nodes`;
}
