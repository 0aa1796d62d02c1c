import { setTimeout as sleep } from 'node:timers/promises';
import type { StreamEvents } from '@deskrail/contracts';
import { rebuildStore } from '@deskrail/store';
import { checkRun } from './check-run.ts';
import type { Course, Step } from './course.ts';
import { createPerforming, type Seen, type Told } from './perform.ts';
import type { Place } from './place.ts';
import { type Running, startRun, written } from './run-desk.ts';
import { type Views, viewsDiffer, viewsOf } from './views.ts';

/** What is left of a run, to be judged. */
export interface Played {
  readonly course: Course;
  readonly tenant: string;
  readonly told: readonly Told[];
  readonly decisions: readonly StreamEvents['decisions'][];
  readonly actions: readonly StreamEvents['actions'][];
  readonly views: Views;
  /** As the waves began. */
  readonly seen: readonly Seen[];
  readonly policyVersions: readonly string[];
  readonly calls: readonly string[];
  readonly effects: readonly { readonly id: string; readonly proposal: unknown }[];
}

let runs = 0;

const open = ['approved', 'started'] as const;
const endsWithin = { rounds: 40, looks: 6 };

/** Plays one course at a place, and throws where anything that always holds does not. */
export async function play(place: Place, course: Course): Promise<Played> {
  runs += 1;
  const tenant = `model-${process.pid}-${runs}`;
  // Of a run that failed, something may have been left.
  await place.drained();
  place.log.clear();
  const played = await playOut(place, course, tenant);
  await checkRun(place, played);
  await rebuildStore({ store: place.instances[0], log: place.log.log });
  await place.drained();
  for (const store of place.instances) {
    const differs = viewsDiffer(played.views, await viewsOf(store, tenant));
    if (differs !== undefined) throw new Error(`After a rebuild from the log, ${differs}`);
  }
  return played;
}

async function playOut(place: Place, course: Course, tenant: string): Promise<Played> {
  const run = await startRun(place, course, tenant);
  const told: Told[] = [];
  const seen: Seen[] = [];
  try {
    const { perform } = createPerforming(place, course, run);
    const about = (number: number) => ({
      ...{ tenant, conversation: run.conversation(number), at: new Date(place.clock.now()).toISOString() },
    });
    for (let number = 0; number < course.setting.conversations; number += 1) {
      await run.tell(written(1_000 + number, about(number)));
    }
    const look = async (wave: number): Promise<Seen> => {
      const { items } = await place.instances[0].recommendations(tenant, { limit: 200 });
      const actions = await place.instances[0].actions(tenant, { limit: 200 });
      return { wave, items: items.toReversed(), actions: actions.items.toReversed() };
    };
    const wave = async (steps: readonly (Step & { readonly at: number })[]): Promise<void> => {
      const now = await look(seen.length);
      seen.push(now);
      const done = await Promise.all(steps.map((step) => perform(step, step.at, now)));
      told.push(...done.flat());
    };
    await wave(course.drafts.map((draft, at) => ({ do: 'propose', by: 'bot', draft, at })));
    for (const { rest, minutes, steps } of course.waves) {
      if (rest) await ended(place, run);
      if (minutes > 0) await run.pass(minutes);
      await wave(steps);
    }
    await ended(place, run);
  } finally {
    await run.stop();
  }
  await place.drained();
  const { log, instances } = place;
  const isOurs = (event: { readonly tenant: string }): boolean => event.tenant === tenant;
  const desk = { calls: run.desk.calls, effects: run.desk.effects };
  return {
    ...{ course, tenant, told, seen, ...desk, policyVersions: run.policies.map(({ version }) => version) },
    decisions: log.events('decisions').filter(isOurs),
    actions: log.events('actions').filter(isOurs),
    views: await viewsOf(instances.at(-1) ?? instances[0], tenant),
  };
}

/** Whatever was approved comes to an end, be it by another executor once the lease of a dead one and the grace are over. */
async function ended({ instances: [store] }: Place, { tenant, pass }: Running): Promise<void> {
  const left = async (): Promise<number> => {
    const under = await Promise.all(open.map((status) => store.actions(tenant, { status, limit: 1 })));
    return under.reduce((count, { items }) => count + items.length, 0);
  };
  for (let rounds = 0; rounds < endsWithin.rounds; rounds += 1) {
    // Ever more time for a machine that is slow just now, before a lease is over again.
    for (let looks = 0; looks < endsWithin.looks + rounds; looks += 1) {
      if ((await left()) === 0) return;
      await sleep(5);
    }
    await pass(5);
  }
  throw new Error('An action that was approved does not end.');
}
