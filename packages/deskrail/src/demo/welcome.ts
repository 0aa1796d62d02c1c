import { relative, resolve } from 'node:path';
import type { Role } from '@deskrail/server';
import { defaultData } from '../config/data-directory.js';

/** Where the demo runs. */
export interface Surroundings {
  readonly url: string;
  /** Where its commands are given. */
  readonly directory: string;
  readonly data: string;
  /** Who approves what is not the demo's to say. */
  readonly ownPolicy: boolean;
  /** What brokers it runs on; empty where it has its own file alone. */
  readonly on: string;
}

/** Somebody who reviews at the shop. */
export interface DemoPerson {
  readonly name: string;
  readonly roles: readonly Role[];
}

/** The first is who reviews where nobody says who. */
export const demoPeople = {
  anna: { name: 'anna', roles: ['admin'] },
  ben: { name: 'ben', roles: ['senior'] },
  cleo: { name: 'cleo', roles: ['reviewer'] },
} as const satisfies Record<string, DemoPerson>;

/** What runs, where to look, and what to try next. */
export function welcome(
  { url, directory, data, on, ownPolicy }: Surroundings,
  codes: Readonly<Record<keyof typeof demoPeople, string>>,
): readonly string[] {
  const near = relative(directory, data);
  const isUsual = data === resolve(directory, defaultData);
  const at = isUsual ? '' : ` --data ${near.startsWith('..') ? data : near || '.'}`;
  // What is on brokers is not in the directory.
  const log = on === '' ? at : '';
  return [
    'Deskrail runs on three emulated desks, and a small shop’s customers write in:',
    '',
    '  zendesk    tickets        signed events',
    '  freshdesk  tickets        automation webhooks with a shared secret',
    '  twilio     SMS, WhatsApp  signed webhooks and status callbacks',
    '',
    ...(on === '' ? [] : [`What happens is kept on ${on}.`, '']),
    `  Reviewers’ page:  ${url}/#code=${codes.anna}`,
    '',
    'That is Anna, an admin. In another browser, or a private window, somebody else looks at the same queue:',
    '',
    `  Ben, a senior:    ${url}/#code=${codes.ben}`,
    `  Cleo, a reviewer: ${url}/#code=${codes.cleo}`,
    '',
    ownPolicy
      ? 'Two customers want money back. Who approves what is as your own policy says.'
      : 'Two customers want money back. Up to 100 pounds any of them approves; above that it takes two seniors: Anna and Ben.',
    '',
    'Each address signs in once, within ten minutes. For a new one, from another terminal in this directory:',
    `  npx deskrail sign-in --as ben${at}`,
    '',
    'What you approve is sent by the desk’s own API. It shows here:  → a reply arrived at the desk',
    '',
    'Try next, from another terminal in this directory:',
    `  npx deskrail send zendesk ticket.comment_added --text "How long do I have to return a tent?"${at}`,
    `  npx deskrail send twilio sms --from +15550100142 --text "What does delivery cost?"${at}`,
    `  npx deskrail tail decisions${log}`,
    `  npx deskrail tail facts --from start --until end --json${log}`,
    '',
    `Ctrl-C ends it; what happened stays ${on === '' ? 'in the data directory' : 'there'}.`,
    '',
  ];
}
