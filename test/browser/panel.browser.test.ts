import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { accessibilityFaults } from './accessibility-faults.ts';
import { type FakeDesk, openFakeDesk, problem } from './fake-desk.ts';
import { buildPage, launchBrowser, watchForTrouble } from './open-page.ts';
import * as shop from './shop-cases.ts';

let folder: string;
let browser: Browser;
let desk: FakeDesk;
let page: Page;
let trouble: string[];

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
  for (const conversation of [shop.refund, shop.delivery, shop.lawyer, shop.gift]) {
    desk.conversations.set(conversation.id, conversation);
  }
  for (const view of [
    shop.refundReply,
    shop.deliveryReply,
    shop.deliveryTags,
    shop.lawyerEscalation,
    shop.giftWithheld,
  ]) {
    desk.recommendations.set(view.recommendationId, view);
  }
});
afterEach(async () => {
  await page?.context().close();
  await desk.close();
});

const wide = { viewport: { width: 1360, height: 820 } };

async function openPage(options: BrowserContextOptions = wide, path = '/#code=once'): Promise<void> {
  desk.codes.add('once');
  const context = await browser.newContext(options);
  page = await context.newPage();
  page.setDefaultTimeout(5_000);
  trouble = watchForTrouble(page);
  await page.goto(desk.url + path);
}

const row = (name: string) => page.getByRole('option').filter({ hasText: name });
const rows = () => page.getByRole('option').allInnerTexts();
const suggestion = () => page.getByRole('region', { name: 'Suggestion' });
const notice = (name: string) => page.locator(`[data-notice=${name}]`);
const openRefund = async () => {
  await openPage();
  await row('Maren Okafor').click();
  await suggestion().getByText('Suggested reply').waitFor();
};

describe('signing in', () => {
  it('takes the address’s code once, keeps it out of the address bar, and stays signed in over a reload', async () => {
    await openPage();
    await row('Maren Okafor').waitFor();
    expect(page.url()).toBe(`${desk.url}/`);
    expect(desk.codes.size).toBe(0);
    await page.reload();
    await row('Maren Okafor').waitFor();
    expect(trouble).toEqual([]);
  });

  it('says that a code is spent, and takes a key instead', async () => {
    await openPage(wide, '/#code=spent');
    await page.getByRole('alert').getByText('has signed in before').waitFor();
    await page.getByLabel('API key').fill('not-a-key');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').getByText('does not know this key').waitFor();
    await page.getByLabel('API key').fill(desk.key);
    await page.keyboard.press('Enter');
    await row('Maren Okafor').waitFor();
  });

  it('goes back to signing in when the key is not good any more, and after signing out', async () => {
    await openPage();
    await row('Maren Okafor').waitFor();
    desk.endSession();
    await page.getByText('Your session has ended.').waitFor();
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
  });
});

describe('the queue', () => {
  it('shows who, what, how sure and how old: urgent ones first', async () => {
    await openPage();
    await row('Refund for the broken kettle').waitFor();
    const [first, second, ...others] = await rows();
    expect(first).toMatch(/Maren Okafor\s+Urgent\s+4m\s+Refund for the broken kettle, order 1042\s+Reply\s+82 %/);
    expect(second).toMatch(/Ines Albrecht\s+High\s+31m/);
    expect(others).toHaveLength(2);
    await page.getByRole('tab', { name: 'Withheld' }).click();
    await row('Pauline Tran').click();
    await suggestion().getByText('Nothing in the knowledge base supports an answer well enough.').waitFor();
    expect(
      await suggestion()
        .getByRole('button', { name: /Approve/ })
        .count(),
    ).toBe(0);
  });

  it('takes in what happens meanwhile, and tells those who listen', async () => {
    await openPage();
    await row('Maren Okafor').waitFor();
    await page.getByText('Live').waitFor();
    const conversation = shop.conversationOf('5170', {
      subject: 'A lamp without a bulb',
      priority: 'normal',
      customer: 'Noor Hamid',
      lines: [{ by: 'customer', text: 'There is no bulb.', minutesAgo: 0 }],
    });
    desk.conversations.set(conversation.id, conversation);
    desk.put(
      shop.recommendationOf(conversation, { minutesAgo: 0, proposal: { kind: 'escalation', to: 'x', why: 'y' } }),
    );
    await row('A lamp without a bulb').waitFor();
    expect(await page.getByRole('status').textContent()).toMatch(/^New in the queue/);
  });
});

describe('a suggestion', () => {
  it('shows the conversation and, for a sentence, the evidence it stands on; and back', async () => {
    await openRefund();
    const talk = await page.getByRole('list', { name: 'Messages' }).textContent();
    expect(talk).toMatch(/Sent by Deskrail[\s\S]*Private note[\s\S]*Second cracked lid/);
    await notice('flags').getByText('no evidence that says it').waitFor();

    const sentences = page.locator('.sentence');
    const cards = page.locator('.card');
    expect(await sentences.count()).toBe(3);
    await sentences.nth(2).hover();
    expect(await page.locator('.card.lit').count()).toBe(2);
    await suggestion().getByRole('button', { name: 'Evidence 1: Damaged goods' }).first().focus();
    expect(await page.locator('.card.lit').count()).toBe(1);
    expect(await page.locator('.card.lit mark').textContent()).toBe(
      'do not have to send back goods worth less than 40 €.',
    );
    await cards.nth(1).hover();
    expect(await page.locator('.sentence.lit').textContent()).toContain('within 5 working days');
    expect(await cards.nth(0).textContent()).toMatch(/Article[\s\S]*91 %[\s\S]*characters 212–\d+[\s\S]*8c41fe8c/);
    expect(trouble).toEqual([]);
  });

  it('is approved by mouse, and seen arriving at the desk', async () => {
    await openRefund();
    await page.getByRole('button', { name: 'Approve and send' }).click();
    await notice('verdict').getByText('Anna approved this just now').waitFor();
    expect(desk.verdicts).toMatchObject([{ request: { kind: 'approve', hash: shop.refundReply.hash } }]);
    await suggestion().getByText('Waiting to be sent').waitFor();
    desk.moveAction(shop.refundReply.recommendationId, { status: 'started' });
    await suggestion().getByText('Being given to the desk').waitFor();
    desk.moveAction(shop.refundReply.recommendationId, { status: 'executed', found: 'answer', vendorId: '1' });
    await suggestion().locator('.step.done').getByText('Arrived at the desk').waitFor();
    expect(await page.getByRole('status').textContent()).toMatch(/arrived at the desk/);
    expect((await rows()).join()).not.toContain('Maren Okafor');
  });

  it('is approved by keyboard: j, Enter, a, and on to the next', async () => {
    await openPage();
    await row('Maren Okafor').waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await page.keyboard.press('Enter');
    await page.keyboard.press('a');
    await notice('verdict').waitFor();
    await page.keyboard.press('j');
    await suggestion().getByText('The customer mentions a lawyer.').waitFor();
    expect(desk.verdicts.map(({ id }) => id)).toEqual([shop.refundReply.recommendationId]);
  });

  it('is edited: prefilled, checked as one types, sent with Ctrl Enter', async () => {
    await openRefund();
    await page.keyboard.press('e');
    const field = page.getByLabel('Your version of the reply');
    expect(await field.inputValue()).toBe(
      shop.refundReply.proposal?.kind === 'reply' && shop.refundReply.proposal.text,
    );
    expect(await page.getByRole('button', { name: 'Approve my version' }).isDisabled()).toBe(true);
    await field.fill('');
    await page.getByText('The reply is empty.').waitFor();
    await field.fill('Keep the kettle. The money is on its way.');
    await page.keyboard.press('Control+Enter');
    await notice('verdict').getByText('Anna edited and approved').waitFor();
    expect(desk.verdicts[0]?.request).toMatchObject({
      kind: 'edit',
      text: 'Keep the kettle. The money is on its way.',
    });
    expect(await suggestion().locator('.proposal-box').textContent()).toContain('Keep the kettle.');
  });

  it('is answered in one’s own words, commented on, or left as it was with Escape', async () => {
    await openRefund();
    await page.keyboard.press('c');
    await page.getByLabel('A comment for other reviewers').fill('Ask the warehouse.');
    await page.getByRole('button', { name: 'Add comment' }).click();
    await suggestion().locator('.said').getByText('Ask the warehouse.').waitFor();
    await page.keyboard.press('e');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Write own' }).click();
    await page.getByLabel('Your own reply').fill('I will call you.');
    await page.getByRole('button', { name: 'Approve my reply' }).click();
    await notice('verdict').waitFor();
    expect(desk.verdicts.map(({ request }) => request.kind)).toEqual(['comment', 'respond']);
  });

  it('is rejected with a reason', async () => {
    await openRefund();
    await page.keyboard.press('r');
    expect(await page.getByRole('button', { name: 'Reject' }).isDisabled()).toBe(true);
    await page.getByLabel('Outdated source').check();
    await page.getByLabel('More about it').fill('Prices rose in May.');
    await page.getByRole('button', { name: 'Reject' }).click();
    await notice('verdict').getByText('Anna rejected this').waitFor();
    expect(desk.verdicts[0]?.request).toEqual({
      kind: 'reject',
      hash: shop.refundReply.hash,
      reason: { code: 'outdated-source', text: 'Prices rose in May.' },
    });
  });

  it('that is no reply is edited field by field', async () => {
    await openPage();
    await row('Classification').click();
    await page.keyboard.press('e');
    await page.getByLabel('Priority').selectOption('high');
    await page.getByLabel('Tags to add').fill('order-status, late');
    await page.getByLabel('Tags to remove').focus();
    await page.getByRole('button', { name: 'Approve my version' }).click();
    await notice('verdict').waitFor();
    expect(desk.verdicts[0]?.request.proposal).toMatchObject({ priority: 'high', addTags: ['order-status', 'late'] });
  });
});

describe('when a verdict does not count', () => {
  const winner = {
    verdictId: 'ver_x',
    recommendationId: shop.refundReply.recommendationId,
    hash: String(shop.refundReply.hash),
    kind: 'reject' as const,
    reviewer: 'reviewer/ben',
    decides: true,
    at: new Date(Date.now() - 180_000).toISOString(),
  };

  it('shows who was first', async () => {
    await openRefund();
    desk.recommendations.set(shop.refundReply.recommendationId, {
      ...shop.refundReply,
      status: 'rejected',
      verdict: winner,
      verdicts: [winner],
    });
    await page.keyboard.press('a');
    await notice('decided').getByText('Ben rejected this 3 minutes ago.').waitFor();
    expect(await notice('verdict').count()).toBe(0);
  });

  it('shows what changed, and lets the new one be approved instead', async () => {
    await openRefund();
    const text = 'Thank you for the photo. You may keep the kettle.';
    const changed = {
      ...shop.refundReply,
      hash: 'sha256:changed',
      proposal: { kind: 'reply' as const, visibility: 'public' as const, text, sentences: [] },
    };
    desk.recommendations.set(changed.recommendationId, changed);
    await page.keyboard.press('a');
    await notice('stale').waitFor();
    expect(await notice('stale').locator('ins').allInnerTexts()).toEqual(['may keep ', 'kettle.']);
    // What is shown is still what was seen, and cannot be approved any more.
    expect(await suggestion().locator('.proposal-box').textContent()).toContain('within 5 working days');
    await page.keyboard.press('a');
    await page.getByRole('button', { name: 'Show the new one' }).click();
    await suggestion().locator('.proposal-box').getByText(text).waitFor();
    await page.keyboard.press('a');
    await notice('verdict').waitFor();
    expect(desk.verdicts.map(({ request }) => request.hash)).toEqual([shop.refundReply.hash, 'sha256:changed']);
  });

  it('offers what took its place', async () => {
    await openRefund();
    const newer = shop.recommendationOf(shop.refund, {
      recommendationId: 'rec_newer',
      proposal: { kind: 'reply', visibility: 'public', text: 'A newer reply.', sentences: [] },
    });
    desk.recommendations.set('rec_newer', newer);
    desk.put({
      ...shop.refundReply,
      status: 'superseded',
      superseded: { reason: 'newer-message' },
      updatedAt: new Date().toISOString(),
    });
    desk.announce('reply.suggested.v1', shop.refund.id, { recommendationId: 'rec_newer' });
    await notice('superseded').getByText('The customer wrote again after it was made.').waitFor();
    await page.getByRole('button', { name: 'Open the new suggestion' }).click();
    await suggestion().getByText('A newer reply.').waitFor();
  });

  it('can be given again when no answer came, under the same key', async () => {
    await openRefund();
    desk.nextVerdict = problem(504, 'timeout', 'It took too long.');
    await page.keyboard.press('a');
    // The client itself tries again: the desk sees one verdict twice, under one key, and it counts.
    await notice('verdict').waitFor();
    expect(desk.verdicts).toHaveLength(2);
    expect(new Set(desk.verdicts.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
  });

  it('says that Deskrail is away, and tries again when asked', async () => {
    await openRefund();
    await page.route('**/verdicts', (route) => route.abort());
    await page.keyboard.press('e');
    await page.getByLabel('Your version').fill('My words.');
    await page.keyboard.press('Control+Enter');
    await notice('unreachable').waitFor();
    expect(await page.getByLabel('Your version').inputValue()).toBe('My words.');
    await page.unroute('**/verdicts');
    await page.getByRole('button', { name: 'Try again' }).click();
    await notice('verdict').waitFor();
    expect(desk.verdicts).toMatchObject([{ request: { text: 'My words.' } }]);
  });
});

describe('an uncertain action', () => {
  it('asks a person what became of it', async () => {
    await openRefund();
    await page.keyboard.press('a');
    await notice('verdict').waitFor();
    desk.moveAction(shop.refundReply.recommendationId, { status: 'uncertain', code: 'timed-out' });
    await suggestion().getByText('Uncertain: it may have arrived.').waitFor();
    await page.getByRole('button', { name: 'It is there' }).click();
    await suggestion().getByText('Arrived at the desk, as a reviewer says').waitFor();
    expect(desk.resolutions).toMatchObject([{ outcome: 'executed' }]);
  });
});

describe('for everybody', () => {
  it.each(['light', 'dark'] as const)('is labelled, legible and reachable (%s)', async (colorScheme) => {
    await openPage({ ...wide, colorScheme });
    expect(await accessibilityFaults(page)).toEqual([]);
    await row('Maren Okafor').click();
    await suggestion().getByText('Suggested reply').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('r');
    await page.getByText('Why is it rejected?').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Keys' });
    await help.waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await help.waitFor({ state: 'hidden' });
    expect(trouble).toEqual([]);
  });

  it('fits a sidebar of 360 px: one pane at a time, by keyboard and with a way back', async () => {
    await openPage({ viewport: { width: 360, height: 700 } });
    await row('Maren Okafor').waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    expect(await suggestion().count()).toBe(0);
    await page.keyboard.press('Enter');
    await suggestion().getByText('The customer mentions a lawyer.').waitFor();
    expect(await row('Maren Okafor').isVisible()).toBe(false);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    await page.getByRole('button', { name: 'Show conversation' }).click();
    await page.getByText('my third complaint about').waitFor();
    await page.keyboard.press('Escape');
    await row('Maren Okafor').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('leaves single keys to those who want them', async () => {
    await openRefund();
    await page.keyboard.press('?');
    await page.getByLabel('Single keys act at once').uncheck();
    await page.keyboard.press('Escape');
    await page.keyboard.press('a');
    await page.keyboard.press('r');
    expect(await page.getByText('Why is it rejected?').count()).toBe(0);
    expect(desk.verdicts).toEqual([]);
  });

  it('is served under a policy that it keeps', async () => {
    await openPage();
    await row('Maren Okafor').waitFor();
    const blocked = await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.inlineRan = true';
      document.head.append(script);
      return !('inlineRan' in window);
    });
    expect(blocked).toBe(true);
  });
});

describe('<deskrail-panel>', () => {
  it('shows one conversation in a sidebar, opened, and keeps its keys to itself', async () => {
    await openPage({ viewport: { width: 380, height: 700 } });
    await row('Maren Okafor').waitFor();
    await page.evaluate(
      ({ url, key, conversation }) => {
        const panel = document.createElement('deskrail-panel');
        for (const [name, value] of Object.entries({ url, key, conversation })) panel.setAttribute(name, value);
        document.body.replaceChildren(panel);
      },
      { url: desk.url, key: desk.key, conversation: shop.refund.id },
    );
    await suggestion().getByText('Suggested reply').waitFor();
    await page.keyboard.press('a');
    expect(desk.verdicts).toEqual([]);
    await suggestion().getByRole('heading', { name: 'Suggested reply' }).click();
    await page.keyboard.press('a');
    await notice('verdict').waitFor();
    expect(desk.verdicts).toHaveLength(1);
  });
});
