import { relative, resolve } from 'node:path';
import { defaultData } from '../config/data-directory.js';

/** Where the demo runs. */
export interface Surroundings {
  readonly url: string;
  /** Where its commands are given. */
  readonly directory: string;
  readonly data: string;
  /** What brokers it runs on; empty where it has its own file alone. */
  readonly on: string;
  /** Absent where the key was given. */
  readonly keyPath: string | undefined;
}

/** What runs, where to look, and what to try next. */
export function welcome({ url, directory, data, on, keyPath }: Surroundings, code: string): readonly string[] {
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
    `  Reviewers’ page:  ${url}/#code=${code}`,
    '',
    `The address signs in once; to sign in again, ${keyPath === undefined ? 'use your API key' : `use the key in ${keyPath}`}.`,
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
