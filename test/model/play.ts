import { setTimeout as sleep } from 'node:timers/promises';
import type { StreamEvents } from '@deskrail/contracts';
import { rebuildStore } from '@deskrail/store';
import { checkRun } from './check-run.ts';
import type { Course, Step } from './course.ts';
import { createPerforming, type Seen, type Told } from './perform.ts';
import type { Place } from './place.ts';
import { startRun, written } from './run-desk.ts';
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
    for (const { minutes, steps } of course.waves) {
      if (minutes > 0) {
        await run.quiet();
        place.clock.forward(minutes);
      }
      await wave(steps);
    }
    if (course.waves.some(({ steps }) => steps.some((step) => step.do === 'crash'))) {
      await run.quiet();
      await recovered(place, tenant);
    }
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

/** What a dead executor left is another's once its lease and the grace are over. */
async function recovered({ clock, instances }: Place, tenant: string): Promise<void> {
  clock.forward(5);
  for (let tries = 0; tries < 20; tries += 1) {
    const { items } = await instances[0].actions(tenant, { status: 'started' });
    if (items.length === 0) return;
    await sleep(10);
  }
}
