import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { accessibilityFaults } from './accessibility-faults.ts';
import { launchBrowser, watchForTrouble } from './open-page.ts';
import { openRefundDesk, type RefundDesk, type roles } from './refund-desk.ts';

// The page is the one that `npm run build` made, as `npm test` does.
const limit = { timeout: 60_000 };
let browser: Browser;
let trouble: string[];

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());
beforeEach(() => {
  trouble = [];
});

const refundRow = 'Action';

/** Somebody in a browser of their own. */
async function come(desk: RefundDesk, person: keyof typeof roles) {
  const context = await browser.newContext({ viewport: { width: 1360, height: 820 } });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const said = watchForTrouble(page);
  page.on('close', () => trouble.push(...said));
  await page.goto(await desk.addressOf(person));
  return { page, ...partsOf(page), [Symbol.asyncDispose]: () => context.close() };
}

/** Somebody who has opened the refund, and whose it is to decide from then on. */
async function comeAndHold(desk: RefundDesk, name: keyof typeof roles) {
  const person = await come(desk, name);
  await person.row(refundRow).click();
  await person.suggestion().getByText('Yours to decide').waitFor();
  return person;
}

const partsOf = (page: Page) => ({
  row: (text: string) => page.getByRole('listbox').getByRole('option').filter({ hasText: text }),
  suggestion: () => page.getByRole('region', { name: 'Suggestion' }),
  button: (name: string | RegExp) => page.getByRole('region', { name: 'Suggestion' }).getByRole('button', { name }),
  notice: (name: string) => page.locator(`[data-notice=${name}]`),
  /** The timeline says that the money is paid back. */
  seeItDone: () => page.getByRole('region', { name: 'Suggestion' }).locator('.step.done').getByText('Done').waitFor(),
});

describe('two people in two browsers', limit, () => {
  it('one holds it, the other sees who, and what became of it', async () => {
    await using desk = await openRefundDesk();
    const id = await desk.propose('refund-1', 40);
    await using anna = await come(desk, 'anna');
    await using cleo = await comeAndHold(desk, 'cleo');
    await anna.row(refundRow).click();
    await anna.notice('theirs').getByText('Cleo is deciding this.').waitFor();
    expect(await anna.button(/Approve/).count()).toBe(0);
    expect(await anna.button(/Reject/).count()).toBe(0);
    expect(await anna.button(/Comment/).count()).toBe(1);
    await anna.row('with Cleo').waitFor();
    expect(await accessibilityFaults(anna.page)).toEqual([]);

    await cleo.button(/Approve the action/).click();
    await cleo.notice('verdict').getByText('Cleo approved this').waitFor();
    await anna.notice('verdict').getByText('Cleo approved this').waitFor();
    await anna.seeItDone();
    expect(desk.paid).toEqual([{ order: '1042', amount: 40 }]);
    expect((await desk.bot.recommendations.get(id)).verdicts).toHaveLength(1);
  });

  it('decide in the same moment: one wins, the other sees who and what', async () => {
    await using desk = await openRefundDesk();
    const id = await desk.propose('refund-1', 40);
    await using anna = await come(desk, 'anna');
    await using cleo = await come(desk, 'cleo');
    for (const { page, row, button } of [anna, cleo]) {
      // Before either page could claim it.
      await page.route(/\/(claim|look)$/, (route) => route.abort());
      await row(refundRow).click();
      await button(/Approve the action/).waitFor();
    }
    await Promise.all([anna.page.keyboard.press('a'), cleo.page.keyboard.press('a')]);
    await anna.seeItDone();
    await cleo.seeItDone();
    const { verdict, verdicts } = await desk.bot.recommendations.get(id);
    expect(verdicts).toHaveLength(1);
    const [winner, other] = verdict?.reviewer === 'reviewer/anna' ? [anna, cleo] : [cleo, anna];
    expect(await winner.notice('decided').count()).toBe(0);
    await other.notice('decided').getByText('Your verdict came second and does not count.').waitFor();
    await other
      .notice('decided')
      .getByText(/(Anna|Cleo) approved this/)
      .waitFor();
    expect(desk.paid).toHaveLength(1);
  });

  it('a senior takes it over, asked twice; who had it keeps what they wrote', async () => {
    await using desk = await openRefundDesk();
    await desk.propose('refund-1', 40);
    await using cleo = await comeAndHold(desk, 'cleo');
    await cleo.button(/Edit/).click();
    await cleo.page.getByLabel('Amount').fill('25');

    await using ben = await come(desk, 'ben');
    await ben.row(refundRow).click();
    await ben.button(/Take over from Cleo/).click();
    const dialog = ben.page.getByRole('dialog');
    await dialog.getByText('Take this over from Cleo?').waitFor();
    await dialog.getByRole('button', { name: 'Take over' }).click();
    await ben.suggestion().getByText('Yours to decide').waitFor();

    // Cleo's page has not heard of it yet, or has: either way nothing is decided and nothing is lost.
    await cleo.page.getByLabel('Amount').focus();
    await cleo.page.keyboard.press('Control+Enter');
    await cleo.notice('theirs').getByText('Ben has taken this over.').waitFor();
    expect(await cleo.page.getByLabel('Amount').inputValue()).toBe('25');
    await ben.button(/Approve the action/).click();
    await ben.notice('verdict').waitFor();
    expect(desk.paid).toEqual([{ order: '1042', amount: 40 }]);
  });

  it('a large refund: not for a reviewer, not by one senior, and by two', async () => {
    await using desk = await openRefundDesk();
    await desk.propose('refund-1', 300);
    await using cleo = await come(desk, 'cleo');
    await cleo.row('0 of 2 agreed').click();
    await cleo.suggestion().getByText('Takes 2 people, each a senior; four eyes').waitFor();
    await cleo.page.getByText('Deciding this takes a senior.').waitFor();
    expect(await cleo.button(/Agree|Approve|Edit|Reject/).count()).toBe(0);

    await using anna = await come(desk, 'anna');
    await anna.row('0 of 2 agreed').click();
    await anna.button(/Agree/).click();
    await anna.notice('agreed').getByText('1 of 2 agreed (Anna): it waits for another.').waitFor();
    await anna.page.getByText('You have agreed to this; it waits for somebody else.').waitFor();
    expect(await anna.button(/Agree|Approve/).count()).toBe(0);
    expect(desk.paid).toEqual([]);

    await using ben = await come(desk, 'ben');
    await ben.page.getByRole('button', { name: /Take the next/ }).click();
    await ben.notice('agreed').getByText('1 of 2 agreed (Anna)').waitFor();
    await ben.suggestion().getByText('Yours to decide').waitFor();
    await ben.button(/Approve the action/).click();
    await ben.seeItDone();
    await anna.notice('verdict').getByText('Ben approved this').waitFor();
    expect(desk.paid).toEqual([{ order: '1042', amount: 300 }]);
  });

  it('what is passed on is the other’s at once, while the sender’s page still shows it', async () => {
    await using desk = await openRefundDesk();
    await desk.propose('refund-1', 40);
    await using ben = await comeAndHold(desk, 'ben');
    await ben.page.keyboard.press('p');
    await ben.page.getByLabel('To the person').fill('Cleo');
    await ben.page.keyboard.press('Control+Enter');
    await ben.notice('unknown-name').waitFor();
    await ben.page.keyboard.press('Control+Enter');
    await ben.suggestion().getByText('For Cleo').waitFor();
    await using cleo = await comeAndHold(desk, 'cleo');
    await cleo.suggestion().getByText('For you').waitFor();
    await cleo.button(/Approve the action/).click();
    await ben.notice('verdict').getByText('Cleo approved this').waitFor();
  });

  it('an edit under four eyes is its writer’s own, and told to everybody else with what it was', async () => {
    await using desk = await openRefundDesk();
    await desk.propose('refund-1', 389);
    await using anna = await come(desk, 'anna');
    await anna.row('0 of 2 agreed').click();
    await anna.button(/Agree/).click();
    await anna.notice('agreed').getByText('1 of 2 agreed (Anna)').waitFor();
    await using ben = await come(desk, 'ben');
    await ben.row('1 of 2 agreed').click();
    await ben.button(/Edit/).click();
    await ben.page.getByLabel('Amount').fill('195');
    await ben.page.getByRole('button', { name: 'Put my version forward' }).click();
    await ben.notice('agreed').getByText('1 of 2 agreed (Ben)').waitFor();
    await ben.notice('edited').getByText('You changed this before it was decided.').waitFor();
    expect(await ben.notice('stale').count()).toBe(0);
    expect(await ben.suggestion().locator('.amount').textContent()).toContain('195');

    await anna.notice('stale').getByText('Ben changed this').waitFor();
    await anna.notice('stale').getByText('You agreed to what it was before: that does not count any more.').waitFor();
    expect(await anna.notice('agreed').count()).toBe(0);
    await anna.page.reload();
    await anna.row('1 of 2 agreed').click();
    await anna.notice('edited').getByText('Ben changed this before it was decided.').waitFor();
    expect(await anna.notice('edited').locator('.diff').textContent()).toBe('Amount: 389 195');
    expect(await accessibilityFaults(anna.page)).toEqual([]);
    await anna.button(/Approve the action/).click();
    await anna.seeItDone();
    for (const { notice, page } of [anna, ben]) {
      await notice('verdict').getByText('Ben wrote this version.').waitFor();
      await page.locator('[data-put-otherwise]').getByText('As Ben put it').waitFor();
      expect(await page.locator('[data-put-otherwise] .diff').textContent()).toBe('Amount: 389 195');
    }
    expect(desk.paid).toEqual([{ order: '1042', amount: 195 }]);
  });

  it('an edit up to a large refund takes what a large one takes', async () => {
    await using desk = await openRefundDesk();
    await desk.propose('refund-1', 40);
    await using cleo = await comeAndHold(desk, 'cleo');
    await cleo.button(/Edit/).click();
    await cleo.page.getByLabel('Amount').fill('400');
    await cleo.page.keyboard.press('Control+Enter');
    await cleo.notice('forbidden').getByText('It takes a senior').waitFor();
    expect(await cleo.page.getByLabel('Amount').inputValue()).toBe('400');
    await cleo.page.getByLabel('Amount').fill('45');
    await cleo.page.keyboard.press('Control+Enter');
    await cleo.notice('verdict').waitFor();
    await cleo.seeItDone();
    expect(desk.paid).toEqual([{ order: '1042', amount: 45 }]);
  });

  it('what the tool does not take is told beside its field, in words, and is mended there', async () => {
    await using desk = await openRefundDesk();
    await desk.propose('refund-1', 40);
    await using cleo = await comeAndHold(desk, 'cleo');
    await cleo.button(/Edit/).click();
    const amount = cleo.page.getByLabel('Amount');
    const wrongs = () => cleo.page.locator('form .wrong').allInnerTexts();
    for (const [written, told] of [
      ['99999', 'Amount must be at most 500.'],
      ['-5', 'Amount must be more than 0.'],
      ['39.005', 'Amount must have at most 2 decimals.'],
    ] as const) {
      await amount.fill(written);
      expect(await wrongs()).toEqual([]);
      await cleo.page.keyboard.press('Control+Enter');
      await cleo.notice('refused').getByText(told).waitFor();
      expect(await wrongs()).toEqual([told]);
      expect(await amount.getAttribute('aria-invalid')).toBe('true');
      expect(await amount.evaluate((field) => (field.getRootNode() as ShadowRoot).activeElement === field)).toBe(true);
    }
    expect(await accessibilityFaults(cleo.page)).toEqual([]);
    await amount.fill('');
    await cleo.page.getByText('Amount must be a number.').waitFor();
    await amount.fill('41');
    await cleo.page.getByLabel('Order').fill('12');
    await cleo.page.keyboard.press('Control+Enter');
    await cleo.notice('refused').getByText('Order: An order has four digits.').waitFor();
    await cleo.page.getByLabel('Order').fill('1042');
    await cleo.page.keyboard.press('Control+Enter');
    await cleo.seeItDone();
    expect(desk.paid).toEqual([{ order: '1042', amount: 41 }]);
  });

  it('who answers the conversation is told to both, and to whoever comes later', async () => {
    await using desk = await openRefundDesk();
    await desk.propose('refund-1', 40);
    await using anna = await come(desk, 'anna');
    await using cleo = await come(desk, 'cleo');
    const whoAt = ({ page }: { page: Page }) => page.getByRole('group', { name: 'Who answers' });
    for (const { row } of [anna, cleo]) await row(refundRow).click();
    await whoAt(cleo).getByText('The bot may answer').waitFor();
    await whoAt(anna).getByRole('button', { name: 'Take over from the bot' }).click();
    await whoAt(cleo).getByText('People answer this').waitFor();
    await using ben = await come(desk, 'ben');
    await ben.row(refundRow).click();
    await whoAt(ben).getByText('People answer this').waitFor();
    expect(await whoAt(ben).getByRole('button').allInnerTexts()).toEqual(['Hand back to the bot']);
  });

  it('the numbers say what agreement still needs, and close by a click beside them', async () => {
    await using desk = await openRefundDesk();
    await using anna = await come(desk, 'anna');
    await anna.page.getByRole('button', { name: /Numbers/ }).click();
    const numbers = anna.page.getByRole('dialog', { name: 'The last 30 days' });
    await numbers.getByText('so far it was 0 times').waitFor();
    expect(await numbers.getByText('Agreement').count()).toBe(0);
    expect(await accessibilityFaults(anna.page)).toEqual([]);
    // Keys are the dialog’s while it is open.
    await anna.page.keyboard.press('?');
    expect(await anna.page.getByRole('dialog').count()).toBe(1);
    await anna.page.mouse.click(5, 400);
    await numbers.waitFor({ state: 'hidden' });
    await anna.page.keyboard.press('?');
    await anna.page.getByRole('dialog', { name: 'Keyboard shortcuts' }).getByRole('button', { name: 'Close' }).click();
    await anna.page.getByRole('dialog').waitFor({ state: 'hidden' });
  });

  it('an admin stops automation, everybody reads why, and it goes on', async () => {
    await using desk = await openRefundDesk();
    await using anna = await come(desk, 'anna');
    await using cleo = await come(desk, 'cleo');
    await cleo.page.getByRole('button', { name: /Numbers/ }).waitFor();
    expect(await cleo.page.getByRole('button', { name: /Pause/ }).count()).toBe(0);
    await anna.page.getByRole('button', { name: /Pause/ }).click();
    await anna.page.getByLabel('Why, for everybody to read').fill('A wrong macro is out.');
    // A click beside it loses no words.
    await anna.page.mouse.click(5, 400);
    await anna.page.getByRole('dialog').getByRole('button', { name: 'Pause' }).click();
    await cleo.notice('paused').getByText('A wrong macro is out.').waitFor();
    expect(await cleo.page.getByRole('button', { name: 'Let it go on' }).count()).toBe(0);
    expect(await accessibilityFaults(anna.page)).toEqual([]);
    await anna.page.getByRole('button', { name: 'Let it go on' }).click();
    await cleo.notice('paused').waitFor({ state: 'detached' });
  });
});
