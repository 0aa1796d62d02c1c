import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { type FakeDesk, openFakeDesk } from './fake-desk.ts';
import { buildPage, launchBrowser, watchForTrouble } from './open-page.ts';
import * as shop from './shop-cases.ts';

export const wide = { viewport: { width: 1360, height: 820 } };

/** The page on a fake desk with the shop's cases, anew for each test; and where things are on it. */
export function panelForTests() {
  let folder: string;
  let browser: Browser;
  let desk: FakeDesk;
  let page: Page;
  let trouble: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'deskrail-page-'));
    [browser] = await Promise.all([launchBrowser(), buildPage(folder)]);
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    desk = await openFakeDesk(folder);
    for (const conversation of shop.conversations) desk.conversations.set(conversation.id, conversation);
    for (const view of shop.recommendations) desk.recommendations.set(view.recommendationId, view);
  });
  afterEach(async () => {
    await page?.context().close();
    await desk.close();
  });

  const panel = {
    get desk() {
      return desk;
    },
    get page() {
      return page;
    },
    /** What the page's console said that nobody should have to read. */
    get trouble() {
      return trouble;
    },
    async open(options: BrowserContextOptions = wide, path = '/#code=once'): Promise<void> {
      desk.codes.add('once');
      const context = await browser.newContext(options);
      page = await context.newPage();
      page.setDefaultTimeout(5_000);
      trouble = watchForTrouble(page);
      await page.goto(desk.url + path);
    },
    async openRefund(): Promise<void> {
      await panel.open();
      await panel.row('Maren Okafor').click();
      await panel.suggestion().getByText('Suggested reply').waitFor();
    },
    row: (name: string) => page.getByRole('listbox').getByRole('option').filter({ hasText: name }),
    rows: () => page.getByRole('listbox').getByRole('option').allInnerTexts(),
    suggestion: () => page.getByRole('region', { name: 'Suggestion' }),
    notice: (name: string) => page.locator(`[data-notice=${name}]`),
  };
  return panel;
}
