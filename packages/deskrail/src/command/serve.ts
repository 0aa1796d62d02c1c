import type { Connection } from '@deskrail/contracts';
import { readSettings, type Settings } from '../config/settings.js';
import { type DeskrailOptions, type InstanceRole, instanceRoles } from '../options.js';
import type { CommandDefinition, Given } from './definition.js';
import { nearest } from './nearest.js';
import { usageError } from './parse.js';
import { runInstance } from './run-instance.js';
import type { Terminal } from './terminal.js';

export const serve: CommandDefinition = {
  name: 'serve',
  about: 'Run Deskrail: webhooks, API, page, copilot, executors.',
  options: {
    roles: {
      type: 'string',
      value: 'names',
      about: `What this process does, by comma: ${instanceRoles.join(', ')}. Default: all. Less wants Kafka.`,
    },
    config: { type: 'string', value: 'path', about: 'Default: deskrail.config.ts (.mts, .js, .mjs), if there is one.' },
  },
  more: `One connection of each desk is configured by the environment: DESKRAIL_ZENDESK_SECRET, _URL, _TOKEN; DESKRAIL_FRESHDESK_SECRET,
_URL, _KEY; DESKRAIL_TWILIO_AUTH_TOKEN, _ACCOUNT_SID, _PUBLIC_URL; articles by DESKRAIL_KNOWLEDGE. PORT, HOST, DESKRAIL_DATA and
DESKRAIL_API_KEY have defaults. More connections, tenants, keys and rules go in deskrail.config.ts.
With KAFKA_BROKERS the log is on Kafka, with DATABASE_URL the store in PostgreSQL, and instances share the work.`,
  examples: [
    'DESKRAIL_ZENDESK_SECRET=… deskrail serve',
    'KAFKA_BROKERS=kafka-1:9092 DATABASE_URL=postgres://… deskrail serve --roles receive',
    'PORT=8080 HOST=0.0.0.0 DESKRAIL_DATA=/var/lib/deskrail deskrail serve --config /etc/deskrail.config.ts',
  ],
  async run(given, terminal) {
    const settings = await readSettings({
      variables: terminal.environment,
      directory: terminal.directory,
      configPath: given.text('config'),
      roles: rolesAsked(given),
    });
    await runServe(settings, terminal);
    return 0;
  },
};

function rolesAsked(given: Given): readonly InstanceRole[] | undefined {
  const text = given.text('roles');
  if (text === undefined || text === 'all') return undefined;
  const names = [...new Set(text.split(',').map((name) => name.trim()))];
  return names.map((name) => {
    const known = instanceRoles.find((role) => role === name);
    if (known !== undefined) return known;
    const guess = nearest(name, instanceRoles);
    const all = guess ? `Did you mean ${guess}?` : `Write some of ${instanceRoles.join(', ')}.`;
    throw usageError(`There is no role ${JSON.stringify(name)}. ${all}`, 'serve');
  });
}

/** Where each desk's webhooks come in; a look-up's connections are not known before they are asked for. */
async function printWebhooks(connections: DeskrailOptions['connections'], url: string, terminal: Terminal) {
  if (!Array.isArray(connections)) return;
  for (const { id, openExecutor } of connections as readonly Connection[]) {
    const only = openExecutor ? '' : ' (received only: without access to the desk’s API nothing is sent)';
    await terminal.print(`Webhooks of ${id}: ${url}/webhooks/${encodeURIComponent(id)}${only}`);
  }
}

/** Also what `deskrail demo` does where there is nothing to emulate. */
export async function runServe(settings: Settings, terminal: Terminal): Promise<void> {
  const logger = terminal.logger(settings.logLevel ?? 'info');
  for (const warning of settings.warnings) logger.warn({}, warning);
  await runInstance({
    ...settings,
    terminal,
    logger,
    async onListening({ deskrail, url }) {
      const { roles = instanceRoles } = settings.options;
      await terminal.print(`Deskrail listens on ${url}`);
      if (roles.length < instanceRoles.length) await terminal.print(`Roles: ${roles.join(', ')}`);
      const { model } = settings.options;
      if (model !== undefined && roles.includes('recommend')) {
        await terminal.print(`Drafts: ${model.name} ${model.version}, and the embedded model where it is away`);
      }
      if (roles.includes('receive')) await printWebhooks(settings.options.connections, url, terminal);
      if (!roles.includes('api')) return undefined;
      // The code is for whoever sees this terminal; it is no line of the log.
      const address = settings.madeKey ? `${url}/#code=${await deskrail.signInCode()}` : url;
      await terminal.print(`Reviewers’ page: ${address}`);
      const how = settings.madeKey
        ? 'It signs in once, within ten minutes. A new one'
        : 'An address that signs somebody in';
      await terminal.print(`${how}: deskrail sign-in --as <name>`);
      if (settings.madeKey) await terminal.print(`API key: in ${settings.keyPath}`);
      if (settings.withoutConnection) {
        await terminal.print(
          'No desk is connected yet: set DESKRAIL_ZENDESK_SECRET, DESKRAIL_FRESHDESK_SECRET or DESKRAIL_TWILIO_AUTH_TOKEN, or write connections in deskrail.config.ts.',
        );
      }
      return undefined;
    },
  });
}
