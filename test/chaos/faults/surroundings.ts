import { setTimeout as sleep } from 'node:timers/promises';
import type { ZendeskFault } from '@deskrail/testing';
import { signedZendeskRequest } from '@deskrail/testing';
import { invocationOf } from '../ledger.ts';
import { seconds } from '../wait.ts';
import { secret } from '../words.ts';
import type { Fault } from './fault.ts';
import { inSync } from './kafka-admin.ts';

const both = ['embedded', 'kafka'] as const;

export const diskFull: Fault = {
  name: 'disk-full',
  about: 'the disk is full for a while: of the embedded log, or of one broker',
  logs: both,
  missing: (rail) => (rail.disk === undefined ? 'no file system can be mounted here' : undefined),
  draw(random) {
    const length = 8 + random.below(8);
    return {
      detail: `for ${length} s`,
      async run({ rail, signal }) {
        await rail.disk?.fill();
        try {
          await seconds(length, signal);
        } finally {
          await rail.disk?.free();
        }
        // A broker ends for want of room, or goes on without its disk: it is started again either way.
        const node = rail.kafka?.nodes.find(({ directory }) => directory === rail.disk?.directory);
        await node?.kill();
        await rail.up(signal);
        if (node !== undefined) await inSync(rail, signal);
      },
    };
  },
};

export const networkCut: Fault = {
  name: 'network-cut',
  about: 'the network between two parts is cut for 20 s',
  logs: both,
  draw(random, rail) {
    const name = random.pick(Object.keys(rail.links));
    const reset = random.next() < 0.3;
    return {
      detail: `to the ${name}: ${reset ? 'connections break' : 'connections hang'}`,
      async run({ signal }) {
        const link = rail.links[name];
        link?.cut({ reset });
        try {
          await seconds(20, signal);
        } finally {
          link?.heal();
        }
        await rail.up(signal);
      },
    };
  },
};

export const clockMoved: Fault = {
  name: 'clock-moved',
  about: 'the clock of one process is wrong by an hour, and then right again',
  logs: both,
  draw(random, rail) {
    const part = random.pick(rail.parts);
    const hours = random.pick([1, -1]);
    const length = 5 + random.below(5);
    return {
      detail: `${part.name}, ${hours > 0 ? 'an hour ahead' : 'an hour behind'} for ${length} s`,
      async run({ signal }) {
        part.shiftClock(hours * 3_600_000);
        await seconds(length, signal);
        part.shiftClock(0);
      },
    };
  },
};

export const duplicateStorm: Fault = {
  name: 'duplicate-storm',
  about: 'hundreds of webhooks come again, all at once, out of order',
  logs: both,
  draw(random) {
    const copies = 2 + random.below(3);
    const order = random.below(2 ** 31);
    return {
      detail: `the last 300, ${copies} times each`,
      async run({ frontDoor }) {
        const requests = Array.from({ length: copies }, () => frontDoor.recent)
          .flat()
          .map((request, index) => ({ request, place: Math.imul(index + 1, order | 1) >>> 0 }))
          .sort((one, other) => one.place - other.place);
        for (let at = 0; at < requests.length; at += 40) {
          await Promise.allSettled(requests.slice(at, at + 40).map(({ request }) => again(request, frontDoor.deliver)));
        }
      },
    };
  },
};

/** The same delivery, signed anew: an old signature would be refused for its time. */
async function again(request: Request, deliver: (request: Request) => Promise<Response>): Promise<void> {
  const body = await request.clone().text();
  const signed = await signedZendeskRequest({ url: request.url, secret, body, invocationId: invocationOf(request) });
  await deliver(new Request(signed, { signal: AbortSignal.timeout(10_000) }));
}

export const lateBurst: Fault = {
  name: 'late-burst',
  about: 'the desk holds its webhooks back, and sends them all at once, out of order',
  logs: both,
  draw(random) {
    const length = 6 + random.below(6);
    const order = random.pick(['reversed', 'shuffled'] as const);
    return {
      detail: `${length} s late, ${order}`,
      async run({ desk, signal }) {
        desk.holdDeliveries();
        try {
          await seconds(length, signal);
        } finally {
          desk.releaseDeliveries(order);
        }
      },
    };
  },
};

const deskFaults: readonly ZendeskFault[] = [
  { status: 'time-out', afterEffect: true },
  { status: 'time-out' },
  { status: 'connection-lost', afterEffect: true },
  { status: 'connection-lost' },
  { status: 500, afterEffect: true },
  { status: 502, plainText: true },
  { status: 503, retryAfterSeconds: 1 },
  { status: 429, retryAfterSeconds: 2 },
];

export const deskFails: Fault = {
  name: 'desk-fails',
  about: 'the desk takes changes and does not say so, refuses, or does not answer',
  logs: both,
  draw(random) {
    const faults = Array.from({ length: 12 }, () => random.pick(deskFaults));
    return {
      detail: `${faults.length} calls, ${faults.filter(({ afterEffect }) => afterEffect).length} of them done and unanswered`,
      async run({ desk, signal }) {
        for (const fault of faults) desk.failNext({ ...fault, method: 'PUT' });
        try {
          await seconds(12, signal);
        } finally {
          desk.clearFaults();
        }
      },
    };
  },
};

export const nothing: Fault = {
  name: 'nothing',
  about: 'nothing breaks: what the others are compared with',
  logs: both,
  draw: () => ({ detail: '', run: async () => void (await sleep(0)) }),
};
