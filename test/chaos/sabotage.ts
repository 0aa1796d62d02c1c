import { setTimeout as sleep } from 'node:timers/promises';
import type { ZendeskEmulator } from '@deskrail/testing';
import type { FrontDoor } from './front-door.ts';

/** What may be broken on purpose: a webhook thrown away with a 2xx, or a change made twice at the desk. */
export const sabotages = ['drop', 'twice'] as const;
export type Sabotage = (typeof sabotages)[number];

interface Saboteur {
  readonly desk: ZendeskEmulator;
  readonly frontDoor: FrontDoor;
  readonly say: (progress: string) => void;
  readonly signal: AbortSignal;
}

export async function sabotage(kind: Sabotage, saboteur: Saboteur): Promise<void> {
  saboteur.say(`sabotage: ${kind}`);
  return kind === 'drop' ? dropOne(saboteur) : changeTwice(saboteur);
}

/** A customer writes, and all that the desk sends of it is thrown away with a 2xx. */
async function dropOne({ desk, frontDoor, signal }: Saboteur): Promise<void> {
  await desk.settled({ signal });
  frontDoor.drop(true);
  desk.customerWrites({ text: 'Does anybody read this?' });
  await desk.settled({ signal });
  frontDoor.drop(false);
}

/** As soon as an action of ours has changed something, the same is done once more. */
async function changeTwice({ desk, signal }: Saboteur): Promise<void> {
  for (;;) {
    const done = desk.tickets.list().find(({ audits }) => audits.some(isOurs));
    const audit = done?.audits.find(isOurs);
    if (done === undefined || audit === undefined) {
      await sleep(200, undefined, { signal });
      continue;
    }
    const ticket = { comment: { body: 'Once more.', public: true }, metadata: audit.custom };
    const answer = await desk.fetch(`${desk.url}/api/v2/tickets/${done.id}.json`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', authorization: `Basic ${btoa(desk.token)}` },
      body: JSON.stringify({ ticket }),
    });
    if (answer.ok) return;
    throw new Error(`The desk refused the second change with ${answer.status}.`);
  }
}

const isOurs = ({ custom }: { readonly custom: object }): boolean => 'deskrail_action' in custom;
