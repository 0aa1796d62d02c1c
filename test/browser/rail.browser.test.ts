import { serveNode } from '@deskrail/server';
import { demoArticlesFolder, emulateZendesk, temporaryFolder } from '@deskrail/testing';
import { zendesk } from '@deskrail/zendesk';
import { createDeskrail } from 'deskrail';
import { expect, it } from 'vitest';
import { launchBrowser, watchForTrouble } from './open-page.ts';

const secret = 'a-signing-secret-of-the-webhook';
// The page is the one that `npm run build` made, as `npm test` does.
it('a customer writes, a person approves on the page, and the reply arrives at the desk once', async () => {
  await using folder = await temporaryFolder();
  const desk = emulateZendesk({ secret, deliver: (webhook) => deskrail.fetch(webhook) });
  await using deskrail = await createDeskrail({
    data: folder.path,
    connections: [
      zendesk({ id: 'zendesk', tenant: 'acme', secrets: [secret], rest: { url: desk.url, token: desk.token } }),
    ],
    knowledge: demoArticlesFolder(),
    keys: [{ name: 'anna', key: 'a-key-of-a-reviewer', tenant: 'acme', roles: ['reviewer'] }],
    fetch: desk.fetch,
  });
  await deskrail.start();
  await using server = await serveNode({ fetch: deskrail.fetch, port: 0 });
  const browser = await launchBrowser();
  try {
    const tab = await browser.newPage();
    tab.setDefaultTimeout(10_000);
    const trouble = watchForTrouble(tab);
    await tab.goto(`http://127.0.0.1:${server.port}/#code=${deskrail.signInCode()}`);

    // Written while the page is open: it comes by itself.
    const { id } = desk.customerWrites({ subject: 'A return', text: 'How long do I have to return a tent?' });
    await tab.getByRole('option').filter({ hasText: 'A return' }).filter({ hasText: 'Reply' }).click();
    await tab.getByRole('region', { name: 'Suggestion' }).getByText('within 30 days').first().waitFor();
    await tab.keyboard.press('a');
    await tab.getByText('Arrived at the desk', { exact: true }).waitFor();
    await tab.getByText('Sent by Deskrail', { exact: true }).waitFor();

    const replies = desk.tickets.get(id)?.comments.filter((comment) => comment.body.includes('within 30 days'));
    expect(replies).toHaveLength(1);
    expect(replies?.[0]).toMatchObject({ public: true });
    expect(trouble).toEqual([]);
  } finally {
    await browser.close();
    await desk.close();
  }
});
