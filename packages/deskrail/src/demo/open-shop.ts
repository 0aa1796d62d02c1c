import type { Logger } from '@deskrail/contracts';
import { playShopDay } from '@deskrail/testing';
import type { Terminal } from '../command/terminal.js';
import type { Deskrail } from '../create-deskrail.js';
import { knownConversations } from './known-conversations.js';
import { knownTrouble } from './known-trouble.js';
import type { Desks } from './open-desks.js';
import { type DemoPerson, demoPeople, type Surroundings, welcome } from './welcome.js';

interface Shop extends Surroundings {
  readonly deskrail: Deskrail;
  readonly tenant: string;
  readonly desks: Desks;
  readonly terminal: Terminal;
  readonly logger: Logger;
  /** Calls of the desks' API are answered from now on. */
  readonly onRestored: () => void;
}

/** The desks have their tickets again, their webhooks go to the instance, and the customers come in. */
export async function openShop(shop: Shop): Promise<{ close(): Promise<void> }> {
  const { deskrail, tenant, url, desks, terminal } = shop;
  const known = await knownConversations(deskrail.store, tenant);
  const now = new Date().toISOString();
  await deskrail.log.append('facts', [knownTrouble({ tenant, now })], { signal: terminal.signal });
  for (const desk of desks.all) desk.restore(known.get(desk.connection.id) ?? []);
  for (const desk of desks.all) desk.connect(url);
  shop.onRestored();
  const code = (person: DemoPerson) => deskrail.signInCode({ tenant, ...person });
  const { anna, ben, cleo } = demoPeople;
  const codes = { anna: await code(anna), ben: await code(ben), cleo: await code(cleo) };
  for (const line of welcome(shop, codes)) await terminal.print(line);
  const unlisten = desks.all.map((desk) =>
    desk.onReply((where) => void terminal.print(`  → a reply arrived at the desk, ${where}`).catch(() => {})),
  );
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, terminal.signal]);
  const day = playShopDay(desks.emulators, { signal }).catch((error: unknown) => {
    shop.logger.error({ error }, 'The shop’s day ended early.');
  });
  return {
    async close() {
      for (const end of unlisten) end();
      stop.abort();
      await day;
    },
  };
}
