import { resolve } from 'node:path';
import { DeskrailError } from '@deskrail/contracts';
import type { Given } from '../command/definition.js';
import { usageError } from '../command/parse.js';
import type { Terminal } from '../command/terminal.js';
import { defaultData } from '../config/data-directory.js';
import type { EnvironmentDesk } from '../config/desk-environment.js';
import { readEnvironment } from '../config/environment.js';
import { readInstance } from '../config/instance-file.js';
import { readApiKey } from '../config/kept-api-key.js';

/** Where a webhook goes, and what it is signed with. */
export interface Target {
  readonly url: string;
  /** As the desk was told it. */
  readonly signedUrl: string;
  readonly connection: string;
  readonly tenant: string;
  readonly secret: string;
  readonly account: string | undefined;
  /** The instance, and an API key of it where one is at hand. */
  readonly base: string;
  readonly key: string | undefined;
}

/** Throws `not-found` where no instance is known, and a usage error where there is nothing to sign with. */
export async function findTarget(
  desk: EnvironmentDesk,
  secretVariable: string,
  given: Given,
  terminal: Terminal,
): Promise<Target> {
  const environment = readEnvironment(terminal.environment);
  const data = resolve(terminal.directory, given.text('data') ?? environment.data ?? defaultData);
  const instance = await readInstance(data);
  const id = given.text('connection') ?? desk;
  const url = given.text('url') ?? instance?.url;
  if (url === undefined) {
    throw new DeskrailError(
      'not-found',
      `No instance runs on ${data}. Name its data directory by --data or DESKRAIL_DATA, start one with deskrail demo or deskrail serve, or give --url.`,
    );
  }
  if (!URL.canParse(url)) throw usageError('--url is no address: write http://127.0.0.1:3000.', 'send');
  const connection = instance?.connections.find((known) => known.id === id);
  const secret = given.text('secret') ?? environment.desks[desk]?.secrets[0] ?? connection?.secret;
  if (!secret) throw usageError(`Nothing to sign with: set ${secretVariable}, or give --secret, for ${id}.`, 'send');
  const base = url.endsWith('/') ? url : `${url}/`;
  const posted = new URL(`webhooks/${encodeURIComponent(id)}`, base).href;
  const { twilio } = environment.desks;
  return {
    ...{ url: posted, base, connection: id, secret },
    signedUrl: (desk === 'twilio' ? twilio?.publicUrl : undefined) ?? posted,
    account: desk === 'twilio' ? twilio?.accountSid : undefined,
    tenant: connection?.tenant ?? 'default',
    key: environment.apiKey ?? (given.text('url') === undefined ? await readApiKey(data) : undefined),
  };
}
