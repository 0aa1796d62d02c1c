import { type Connection, type Connections, isDeskrailError } from '@deskrail/contracts';
import { freshdesk } from '@deskrail/freshdesk';
import { twilio } from '@deskrail/twilio';
import { zendesk } from '@deskrail/zendesk';
import type { DeskEnvironment, EnvironmentDesk, TicketDeskEnvironment } from './desk-environment.js';
import { configError } from './problems.js';

/** Where a refused connection is mended: by its secret, or by the rest of it. */
const variables: Readonly<Record<EnvironmentDesk, { readonly secret: string; readonly rest: string }>> = {
  zendesk: { secret: 'DESKRAIL_ZENDESK_SECRET', rest: 'DESKRAIL_ZENDESK_URL' },
  freshdesk: { secret: 'DESKRAIL_FRESHDESK_SECRET', rest: 'DESKRAIL_FRESHDESK_URL' },
  twilio: { secret: 'DESKRAIL_TWILIO_AUTH_TOKEN', rest: 'DESKRAIL_TWILIO_ACCOUNT_SID' },
};
const twilioApi = 'https://api.twilio.com';

/** The environment's connections, each named as its desk is, before those of the configuration. */
export function connectionsOf(
  configured: Connections | undefined,
  environment: DeskEnvironment,
  tenant: string,
): Connections {
  const own = environmentsConnections(environment, tenant);
  if (own.length === 0) return configured ?? [];
  if (typeof configured === 'function') {
    return async (id) => own.find((connection) => connection.id === id) ?? configured(id);
  }
  for (const { id } of own) {
    if (!configured?.some((connection) => connection.id === id)) continue;
    throw configError([
      {
        where: variables[id as EnvironmentDesk].secret,
        wrong: `it configures the connection ${id}, and so does the configuration file`,
        write: 'Unset the variable, or give the file’s connection another id.',
      },
    ]);
  }
  return [...own, ...(configured ?? [])];
}

function environmentsConnections(environment: DeskEnvironment, tenant: string): readonly Connection[] {
  const connections: Connection[] = [];
  const { zendesk: z, freshdesk: f, twilio: t } = environment;
  const add = (desk: EnvironmentDesk, make: () => Connection) => connections.push(made(desk, make));
  if (z) add('zendesk', () => zendesk({ ...common('zendesk', tenant, z), ...asking(z) }));
  // Freshdesk lets an admin put the secret where the rule's form has room for it: any of the three places will do.
  if (f) add('freshdesk', () => freshdesk({ ...common('freshdesk', tenant, f), ...asking(f) }));
  if (t) {
    const { accountSid, publicUrl, secrets, url = twilioApi } = t;
    add('twilio', () =>
      twilio({
        ...common('twilio', tenant, t),
        ...(publicUrl && { publicUrl }),
        ...(accountSid && { accountId: accountSid, rest: { url, token: `${accountSid}:${secrets[0]}` } }),
      }),
    );
  }
  return connections;
}

const common = (id: EnvironmentDesk, tenant: string, { secrets }: { readonly secrets: readonly string[] }) => ({
  ...{ id, tenant, secrets },
});
const asking = ({ rest, enrich }: TicketDeskEnvironment) => ({
  ...(rest && { rest }),
  ...(enrich !== undefined && { enrich }),
});

/** What the adapter refuses, such as a secret that everybody knows, is told by the variable's name. */
function made(desk: EnvironmentDesk, make: () => Connection): Connection {
  try {
    return make();
  } catch (error) {
    if (!isDeskrailError(error)) throw error;
    const where = error.code.startsWith('secret-') ? variables[desk].secret : variables[desk].rest;
    throw configError([{ where, wrong: error.code, write: error.message }]);
  }
}
