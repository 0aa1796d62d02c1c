import { freshdesk, freshdeskTemplate } from '@deskrail/freshdesk';
import { serveNode } from '@deskrail/server';
import {
  demoArticlesFolder,
  emulateFreshdesk,
  emulateTwilio,
  emulateZendesk,
  temporaryFolder,
} from '@deskrail/testing';
import { twilio } from '@deskrail/twilio';
import { zendesk } from '@deskrail/zendesk';
import { createDeskrail } from 'deskrail';
import { expect, it } from 'vitest';
import { launchBrowser, watchForTrouble } from './open-page.ts';

const secret = 'a-signing-secret-of-the-webhook';
const tenant = 'acme';
const publicUrl = 'https://desk.example/webhooks/twilio';
const limit = { timeout: 60_000 };
const question = { text: 'How long do I have to return a tent?' };

/** Three desks of one tenant, whose webhooks go to one Deskrail. */
async function openDesks() {
  const folder = await temporaryFolder();
  const deliver = (webhook: Request) => deskrail.fetch(webhook);
  const desks = {
    zendesk: emulateZendesk({ secret, deliver }),
    freshdesk: emulateFreshdesk({ secret, deliver, content: { template: freshdeskTemplate } }),
    twilio: emulateTwilio({ webhookUrl: publicUrl, deliver }),
  };
  const of = (url: string | URL) => Object.values(desks).find((desk) => new URL(desk.url).host === new URL(url).host);
  const deskrail = await createDeskrail({
    data: folder.path,
    connections: [
      zendesk({ id: 'zendesk', tenant, secrets: [secret], rest: rest(desks.zendesk.url, desks.zendesk.token) }),
      freshdesk({ id: 'freshdesk', tenant, secrets: [secret], rest: rest(desks.freshdesk.url, desks.freshdesk.key) }),
      twilio({
        ...{ id: 'twilio', tenant, secrets: [desks.twilio.authToken], publicUrl },
        rest: rest(desks.twilio.url, desks.twilio.token),
      }),
    ],
    knowledge: demoArticlesFolder(),
    keys: [{ name: 'anna', key: 'a-key-of-a-reviewer', tenant, roles: ['reviewer'] }],
    fetch: async (input, init) => {
      const request = new Request(input, init);
      return of(request.url)?.fetch(request) ?? Response.error();
    },
  });
  await deskrail.start();
  const server = await serveNode({ fetch: deskrail.fetch, port: 0 });
  return {
    ...{ desks, url: `http://127.0.0.1:${server.port}/#code=${await deskrail.signInCode()}` },
    async [Symbol.asyncDispose]() {
      await Promise.all(Object.values(desks).map((desk) => desk.close()));
      await Promise.all([server.close(), deskrail.close()]);
      await folder.remove();
    },
  };
}

const rest = (url: string, token: string) => ({ url, token });

// The page is the one that `npm run build` made, as `npm test` does.
it('a customer writes, a person approves on the page, and the reply arrives at the desk once', limit, async () => {
  await using opened = await openDesks();
  const browser = await launchBrowser();
  try {
    const tab = await browser.newPage();
    tab.setDefaultTimeout(20_000);
    const trouble = watchForTrouble(tab);
    await tab.goto(opened.url);

    // Written while the page is open: it comes by itself.
    const { id } = opened.desks.zendesk.customerWrites({ subject: 'A return', ...question });
    await tab
      .getByRole('listbox')
      .getByRole('option')
      .filter({ hasText: 'A return' })
      .filter({ hasText: 'Reply' })
      .click();
    await tab.getByRole('region', { name: 'Suggestion' }).getByText('within 30 days').first().waitFor();
    await tab.keyboard.press('a');
    await tab.getByText('Arrived at the desk', { exact: true }).waitFor();
    await tab.getByText('Sent by Deskrail', { exact: true }).waitFor();

    const replies = opened.desks.zendesk.tickets
      .get(id)
      ?.comments.filter(({ body }) => body.includes('within 30 days'));
    expect(replies).toHaveLength(1);
    expect(replies?.[0]).toMatchObject({ public: true });
    expect(trouble).toEqual([]);
  } finally {
    await browser.close();
  }
});

it(
  'cases of three desks are in one queue, each with where it is from, and one is answered by text',
  limit,
  async () => {
    await using opened = await openDesks();
    const { zendesk, freshdesk, twilio } = opened.desks;
    const browser = await launchBrowser();
    try {
      const tab = await browser.newPage();
      tab.setDefaultTimeout(20_000);
      const trouble = watchForTrouble(tab);
      await tab.goto(opened.url);
      zendesk.customerWrites({ subject: 'By ticket', ...question });
      freshdesk.customerWrites({ subject: 'By e-mail', ...question });
      twilio.customerTexts({ from: '+15550100142', ...question });
      const cases = tab.getByRole('listbox').getByRole('option').filter({ hasText: 'Reply' });
      await cases.filter({ hasText: 'Zendesk · e-mail' }).filter({ hasText: 'By ticket' }).waitFor();
      await cases.filter({ hasText: 'Freshdesk · e-mail' }).filter({ hasText: 'By e-mail' }).waitFor();

      await cases.filter({ hasText: 'Twilio · SMS' }).filter({ hasText: '+15550100142' }).click();
      await tab.getByRole('heading', { name: 'SMS from +15550100142' }).waitFor();
      await tab.getByRole('region', { name: 'Suggestion' }).getByText('within 30 days').first().waitFor();
      await tab.keyboard.press('a');
      await tab.getByText('Arrived at the desk', { exact: true }).waitFor();
      await tab.getByText('Sent by Deskrail', { exact: true }).waitFor();
      await tab.getByText('Delivered', { exact: true }).waitFor();

      const sent = twilio.messages.list().filter(({ direction }) => direction !== 'inbound');
      expect(sent).toMatchObject([{ to: '+15550100142', body: expect.stringContaining('within 30 days') }]);
      expect(trouble).toEqual([]);
    } finally {
      await browser.close();
    }
  },
);
