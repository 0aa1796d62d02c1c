import type { SeededRandom } from '@deskrail/testing';
import type { Step } from '../orders.ts';
import type { Part } from '../part-process.ts';
import type { ChaosRail } from '../rails/chaos-rail.ts';
import { tearLastWrite } from '../torn-wal.ts';
import { seconds } from '../wait.ts';
import type { Breakage, Fault } from './fault.ts';

const comesWithinMs = 8_000;

/** One of the parts whose name begins so. */
const partOf = (rail: ChaosRail, random: SeededRandom, name: string): Part =>
  random.pick(rail.parts.filter((part) => part.name.startsWith(name)));

/** Half of them at any moment, half at a step that the process is told beforehand. */
function drawKill(random: SeededRandom, rail: ChaosRail, name: string): Breakage {
  const part = partOf(rail, random, name);
  const step = random.next() < 0.35 ? undefined : drawStep(random, rail, part.name);
  const detail = step === undefined ? `${part.name}, at any moment` : `${part.name}, ${said(step, rail)}`;
  return {
    detail,
    async run({ signal, breaks }) {
      // A step that the load does not lead to in time is passed by.
      if (step === undefined || !(await part.dieAt(step, comesWithinMs))) await part.kill();
      breaks();
      await part.up(signal);
    },
  };
}

/** Whom each kind of process talks to. */
const peers: Readonly<Record<string, RegExp>> = {
  receiver: /^broker/,
  server: /^(broker|postgres)/,
  copilot: /^(broker|postgres)/,
  executor: /^(broker|postgres|desk)/,
  witness: /^broker/,
};

function drawStep(random: SeededRandom, { kind, ports }: ChaosRail, name: string): Step {
  const edge = random.pick(['before', 'after'] as const);
  if (kind === 'embedded' && random.next() < 0.7) return { at: 'commit', edge, nth: 1 + random.below(40) };
  const known = kind === 'embedded' ? /./ : (peers[name.replace(/-\d+$/, '')] ?? /./);
  const peer = random.pick(Object.keys(ports).filter((one) => known.test(one)));
  return { at: 'port', edge, port: ports[peer], nth: 1 + random.below(peer === 'desk' ? 8 : 60) };
}

function said({ at, edge, nth, port }: Step, rail: ChaosRail): string {
  if (at === 'commit') return `${edge} commit ${nth}`;
  const [peer = 'a port'] = Object.entries(rail.ports).find(([, one]) => one === port) ?? [];
  return edge === 'before' ? `before call ${nth} to the ${peer}` : `after answer ${nth} of the ${peer}, unread`;
}

const kill = (name: string, about: string, logs: Fault['logs']): Fault => ({
  ...{ name: `kill-${name}`, about, logs },
  draw: (random, rail) => drawKill(random, rail, name),
});

export const killServer = kill('server', '`kill -9` of a server, at any step', ['embedded', 'kafka']);
export const killReceiver = kill('receiver', '`kill -9` of a receiver, at any step', ['kafka']);
export const killCopilot = kill('copilot', '`kill -9` of a copilot, at any step', ['kafka']);
export const killExecutor = kill('executor', '`kill -9` of an executor, at any step', ['kafka']);
export const killWitness = kill('witness', '`kill -9` of a consumer that is not ours, at any step', ['kafka']);

export const killTwice: Fault = {
  name: 'kill-at-start',
  about: '`kill -9` of a server, and again while it starts',
  logs: ['embedded', 'kafka'],
  draw(random, rail) {
    const part = partOf(rail, random, 'server');
    const waits = [200 + random.below(600), 400 + random.below(900)];
    return {
      detail: `${part.name}, and again ${waits.map((ms) => `${ms} ms`).join(' and ')} later`,
      async run({ signal }) {
        await part.kill();
        for (const ms of waits) {
          await seconds(ms / 1_000, signal);
          await part.kill();
        }
        await part.up(signal);
      },
    };
  },
};

export const tornWrite: Fault = {
  name: 'torn-write',
  about: '`kill -9`, and the write that had begun is on the disk in part',
  logs: ['embedded'],
  draw(random, rail) {
    const part = partOf(rail, random, 'server');
    const share = random.next();
    return {
      detail: `${Math.round(share * 100)} % of a frame behind the last commit`,
      async run({ signal }) {
        part.hold();
        await part.kill();
        await tearLastWrite(rail.file ?? '', share);
        part.release();
        await part.up(signal);
      },
    };
  },
};
