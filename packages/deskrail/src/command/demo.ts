import { DeskrailError, type Tool } from '@deskrail/contracts';
import { demoArticlesFolder, demoMacrosFile, demoPolicyFile } from '@deskrail/testing';
import { isLoopback } from '../config/key-problems.js';
import { ownersKey, readSettings, type Settings } from '../config/settings.js';
import { deskFetch } from '../demo/desk-fetch.js';
import { openDesks } from '../demo/open-desks.js';
import { openShop } from '../demo/open-shop.js';
import { refundTool } from '../demo/refund-tool.js';
import { demoPeople } from '../demo/welcome.js';
import type { CommandDefinition } from './definition.js';
import { runInstance } from './run-instance.js';
import { runServe } from './serve.js';
import type { Terminal } from './terminal.js';

const tenant = 'demo';

export const demo: CommandDefinition = {
  name: 'demo',
  about: 'Run Deskrail on three emulated desks, where a small shop’s customers write in.',
  options: {
    config: { type: 'string', value: 'path', about: 'As for serve.' },
  },
  more: `Zendesk, Freshdesk and Twilio are emulated: it needs no key, no account and no network. With DESKRAIL_DEMO=0, or once a real connection is configured, it is serve.`,
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
  if (!isLoopback(settings.host)) {
    throw new DeskrailError(
      'config-invalid',
      'The demo listens on this machine alone: unset HOST, or set DESKRAIL_DEMO=0 to serve without the emulated desks.',
    );
  }
  const logger = terminal.logger(settings.logLevel ?? 'warn');
  for (const warning of settings.warnings) logger.warn({}, warning);
  const desks = openDesks(tenant);
  let onRestored = () => {};
  const restored = new Promise<void>((resolve) => {
    onRestored = resolve;
  });
  const { data, kafka, postgres } = settings.options;
  const on = [kafka && 'Kafka', postgres && 'PostgreSQL'].filter((part) => part !== undefined).join(' and ');
  const { directory } = terminal;
  const onPaid = ({ order, amount }: { readonly order: string; readonly amount: number }) =>
    void terminal.print(`  → the shop paid back ${amount.toFixed(2)} pounds of order ${order}`).catch(() => {});
  try {
    await runInstance({
      ...settings,
      terminal,
      logger,
      people: Object.values(demoPeople),
      emulated: Object.fromEntries(desks.all.map(({ connection, secret }) => [connection.id, secret])),
      options: {
        ...demoOptions(settings),
        tools: toolsOf(settings, refundTool(onPaid), terminal),
        connections: desks.all.map(({ connection }) => connection),
        fetch: deskFetch(desks.all, restored, jwksUrls(settings)),
      },
      onListening: (running) =>
        openShop({
          ...{ ...running, tenant, desks, terminal, logger, directory, data, on },
          ownPolicy: settings.options.policy !== undefined,
          onRestored,
        }),
    });
  } finally {
    onRestored();
    await desks.close();
  }
}

const jwksUrls = ({ options }: Settings): readonly string[] =>
  (options.jwt ?? []).flatMap(({ jwksUrl }) => (jwksUrl !== undefined && URL.canParse(jwksUrl) ? [jwksUrl] : []));

/** Whoever brings a tool of the name of the shop's wants to see their own. */
function toolsOf({ options }: Settings, shops: Tool, terminal: Terminal): readonly Tool[] {
  const { tools = [] } = options;
  if (!tools.some(({ name }) => name === shops.name)) return [...tools, shops];
  terminal.say(`Your tool ${shops.name} takes the place of the shop’s.`);
  return tools;
}

/** Whatever else is configured, the demo lives in its own tenant and among its own desks. */
function demoOptions({ options }: Settings): Settings['options'] {
  const { kafka } = options;
  const [owner, ...others] = options.keys ?? [];
  return {
    ...options,
    tenant,
    keys: [...(owner?.key === undefined ? [] : [ownersKey(owner.key, tenant)]), ...others],
    knowledge: [demoArticlesFolder(), options.knowledge ?? []].flat(),
    macros: options.macros ?? demoMacrosFile(),
    policy: options.policy ?? demoPolicyFile(),
    // Nothing happened at a desk of this process while it did not run.
    reconcile: false,
    // A broker that stands alone will do for a desk that is not there.
    ...(kafka && { kafka: { development: true, ...kafka } }),
  };
}
