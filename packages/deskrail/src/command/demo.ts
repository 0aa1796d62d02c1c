import { randomBytes } from 'node:crypto';
import { relative, resolve } from 'node:path';
import { DeskrailError, type Logger } from '@deskrail/contracts';
import { demoArticlesFolder, emulateZendesk, playShopDay, type ZendeskEmulator } from '@deskrail/testing';
import { zendesk } from '@deskrail/zendesk';
import { defaultData } from '../config/data-directory.js';
import { ownersKey, readSettings, type Settings } from '../config/settings.js';
import type { Deskrail } from '../create-deskrail.js';
import { createDeskIds, type DeskIds } from '../demo/desk-ids.js';
import { restoreDesk } from '../demo/restore-desk.js';
import type { CommandDefinition } from './definition.js';
import { runInstance } from './run-instance.js';
import { runServe } from './serve.js';
import type { Terminal } from './terminal.js';

const tenant = 'demo';
const connection = 'zendesk';
const loopbacks = ['127.0.0.1', 'localhost', '::1'];

export const demo: CommandDefinition = {
  name: 'demo',
  about: 'Run Deskrail on an emulated Zendesk desk, where a small shop’s customers write in.',
  options: {
    config: { type: 'string', value: 'path', about: 'As for serve.' },
  },
  more: `Needs no key, no account and no network. With DESKRAIL_DEMO=0, or once a real connection is configured, it is serve.`,
  examples: ['deskrail demo', 'PORT=0 DESKRAIL_DATA=/tmp/try deskrail demo', 'DESKRAIL_DEMO=0 deskrail demo'],
  async run(given, terminal) {
    const settings = await readSettings({
      variables: terminal.environment,
      directory: terminal.directory,
      configPath: given.text('config'),
    });
    if (!settings.demo) {
      await runServe(settings, terminal);
    } else if (!settings.withoutConnection) {
      terminal.say('A connection is configured, so there is no emulated desk beside it: this serves.');
      await runServe(settings, terminal);
    } else {
      await runDemo(settings, terminal);
    }
    return 0;
  },
};

async function runDemo(settings: Settings, terminal: Terminal): Promise<void> {
  if (!loopbacks.includes(settings.host)) {
    throw new DeskrailError(
      'config-invalid',
      'The demo listens on this machine alone: unset HOST, or set DESKRAIL_DEMO=0 to serve without the emulated desk.',
    );
  }
  const logger = terminal.logger(settings.logLevel ?? 'warn');
  for (const warning of settings.warnings) logger.warn({}, warning);
  const secret = randomBytes(32).toString('base64url');
  const ids = createDeskIds();
  const desk = emulateZendesk({ ids: ids.next });
  const knowledge = [demoArticlesFolder(), settings.options.knowledge ?? []].flat();
  const [owner, ...others] = settings.options.keys ?? [];
  try {
    await runInstance({
      ...settings,
      terminal,
      logger,
      emulated: { [connection]: secret },
      options: {
        ...settings.options,
        tenant,
        knowledge,
        // Whatever else is configured, the demo lives in its own tenant.
        keys: [...(owner?.key === undefined ? [] : [ownersKey(owner.key, tenant)]), ...others],
        connections: [
          zendesk({ id: connection, tenant, secrets: [secret], rest: { url: desk.url, token: desk.token } }),
        ],
        fetch: desk.fetch,
        // A broker that stands alone will do for a desk that is not there.
        ...(settings.options.kafka && { kafka: { development: true, ...settings.options.kafka } }),
      },
      onListening: ({ deskrail, url }) => {
        const keyPath = settings.madeKey ? settings.keyPath : undefined;
        const { data, kafka, postgres } = settings.options;
        const on = [kafka && 'Kafka', postgres && 'PostgreSQL'].filter((part) => part !== undefined).join(' and ');
        return openShop({ deskrail, url, desk, ids, secret, terminal, logger, keyPath, data, on });
      },
    });
  } finally {
    await desk.close();
  }
}

interface Shop {
  readonly deskrail: Deskrail;
  readonly url: string;
  readonly desk: ZendeskEmulator;
  readonly ids: DeskIds;
  readonly secret: string;
  readonly terminal: Terminal;
  readonly logger: Logger;
  readonly data: string;
  /** What brokers it runs on; empty where it has its own file alone. */
  readonly on: string;
  /** Absent where the key was given. */
  readonly keyPath: string | undefined;
}

async function openShop(shop: Shop): Promise<{ close(): Promise<void> }> {
  const { deskrail, url, desk, ids, secret, terminal } = shop;
  await restoreDesk({ desk, ids, store: deskrail.store, tenant, connection });
  desk.subscribe({ url: `${url}/webhooks/${connection}`, secret });
  await welcome(shop);
  const unlisten = desk.onChange(({ ticket, types, by }) => {
    if (by.channel !== 'web_service' || !types.includes('ticket.comment_added')) return;
    void terminal.print(`  → a reply arrived at the desk, on ticket ${ticket.id}`).catch(() => {});
  });
  const stop = new AbortController();
  const day = playShopDay(desk, { signal: AbortSignal.any([stop.signal, terminal.signal]) }).catch((error: unknown) => {
    shop.logger.error({ error }, 'The shop’s day ended early.');
  });
  return {
    async close() {
      unlisten();
      stop.abort();
      await day;
    },
  };
}

async function welcome({ deskrail, url, terminal, keyPath, data, on }: Shop): Promise<void> {
  const near = relative(terminal.directory, data);
  const isUsual = data === resolve(terminal.directory, defaultData);
  const at = isUsual ? '' : ` --data ${near.startsWith('..') ? data : near || '.'}`;
  // What is on brokers is not in the directory.
  const log = on === '' ? at : '';
  const code = deskrail.signInCode({ tenant });
  const lines = [
    'Deskrail runs on an emulated Zendesk desk, and a small shop’s customers write in.',
    ...(on === '' ? [] : [`What happens is kept on ${on}.`]),
    '',
    `  Reviewers’ page:  ${url}/#code=${code}`,
    '',
    `The address signs in once; to sign in again, ${keyPath === undefined ? 'use your API key' : `use the key in ${keyPath}`}.`,
    '',
    'Try next, from another terminal in this directory:',
    `  npx deskrail send zendesk ticket.comment_added --text "How long do I have to return a tent?"${at}`,
    `  npx deskrail tail decisions${log}`,
    `  npx deskrail tail facts --from start --until end --json${log}`,
    '',
    `Ctrl-C ends it; what happened stays ${on === '' ? 'in the data directory' : 'there'}.`,
    '',
  ];
  for (const line of lines) await terminal.print(line);
}
