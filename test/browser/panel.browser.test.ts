import { describe, expect, it } from 'vitest';
import { panelForTests, wide } from './panel-for-tests.ts';
import * as shop from './shop-cases.ts';

const panel = panelForTests();

describe('signing in', () => {
  it('takes the address’s code once, keeps it out of the address bar, and stays signed in over a reload', async () => {
    await panel.open();
    await panel.row('Maren Okafor').waitFor();
    expect(panel.page.url()).toBe(`${panel.desk.url}/`);
    expect(panel.desk.codes.size).toBe(0);
    await panel.page.reload();
    await panel.row('Maren Okafor').waitFor();
    expect(panel.trouble).toEqual([]);
  });

  it('says that a code is spent, and takes a key instead', async () => {
    await panel.open(wide, '/#code=spent');
    await panel.page.getByRole('alert').getByText('has signed in before').waitFor();
    await panel.page.getByText('it signs in once, within ten minutes').waitFor();
    await panel.page.getByText('npx deskrail sign-in --as <name>').waitFor();
    await panel.page.getByLabel('API key').fill('not-a-key');
    await panel.page.getByRole('button', { name: 'Sign in' }).click();
    await panel.page.getByRole('alert').getByText('does not know this key').waitFor();
    await panel.page.getByLabel('API key').fill(panel.desk.key);
    await panel.page.keyboard.press('Enter');
    await panel.row('Maren Okafor').waitFor();
  });

  it('goes back to signing in when the key is not good any more, and after signing out', async () => {
    await panel.open();
    await panel.row('Maren Okafor').waitFor();
    panel.desk.endSession();
    await panel.page.getByText('Your session has ended.').waitFor();
    expect(await panel.page.evaluate(() => sessionStorage.length)).toBe(0);
  });

  it('ends the session by signing out, once what it held was given back', async () => {
    await panel.openRefund();
    await panel.suggestion().getByText('Yours to decide').waitFor();
    const course: string[] = [];
    const note = (what: string, end: string) => (request: { url(): string }) => {
      if (request.url().endsWith(end)) course.push(what);
    };
    panel.page.on('response', note('given back', '/claim/release'));
    panel.page.on('request', note('ends', '/session/end'));
    await panel.page.route('**/claim/release', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      await route.continue();
    });
    const ended = panel.page.waitForRequest('**/v1/session/end');
    await panel.page.getByRole('button', { name: 'Sign out' }).click();
    expect(await (await ended).headerValue('authorization')).toBe(`Bearer ${panel.desk.key}`);
    expect(course).toEqual(['given back', 'ends']);
    expect(panel.desk.claims.size).toBe(0);
  });
});

describe('the queue', () => {
  it('shows who, what, how sure and how old: urgent ones first', async () => {
    await panel.open();
    await panel.row('Refund for the broken kettle').waitFor();
    const [first, second, ...others] = await panel.rows();
    expect(first).toMatch(
      /Maren Okafor\s+Urgent priority\s+4m\s+Refund for the broken kettle, order 1042\s+Reply\s+82 %/,
    );
    expect(second).toMatch(/Ines Albrecht\s+High priority\s+31m/);
    expect(others).toHaveLength(2);
    await panel.page.getByRole('tab', { name: 'Withheld' }).click();
    await panel.row('Pauline Tran').click();
    await panel.suggestion().getByText('Nothing in the knowledge base supports an answer well enough.').waitFor();
    expect(
      await panel
        .suggestion()
        .getByRole('button', { name: /Approve/ })
        .count(),
    ).toBe(0);
  });

  it('keeps a long row on its lines: nothing of it is cut', async () => {
    panel.desk.recommendations.set('long', { ...shop.lawyerEscalation, flags: ['source-failed'] });
    await panel.open({ viewport: { width: 1280, height: 800 } });
    const row = panel.row('Ines Albrecht').filter({ hasText: 'Check' });
    await row.waitFor();
    const cut = await row.evaluate((element) =>
      [element, ...element.querySelectorAll(':scope > .row, .place')].filter(
        ({ scrollWidth, clientWidth }) => scrollWidth > clientWidth,
      ),
    );
    expect(cut).toEqual([]);
  });

  it('names the versions that took part only to whoever asks', async () => {
    await panel.open();
    await panel.page.getByRole('tab', { name: 'Withheld' }).click();
    await panel.row('Pauline Tran').click();
    const versions = panel.suggestion().getByText(shop.giftWithheld.pipeline, { exact: true });
    await panel.suggestion().getByText('How it was made').waitFor();
    expect(await versions.isVisible()).toBe(false);
    await panel.suggestion().getByText('How it was made').click();
    await versions.waitFor();
  });

  it('takes in what happens meanwhile, and tells those who listen', async () => {
    await panel.open();
    await panel.row('Maren Okafor').waitFor();
    await panel.page.getByText('Live').waitFor();
    const conversation = shop.conversationOf('5170', {
      subject: 'A lamp without a bulb',
      priority: 'normal',
      customer: 'Noor Hamid',
      lines: [{ by: 'customer', text: 'There is no bulb.', minutesAgo: 0 }],
    });
    panel.desk.conversations.set(conversation.id, conversation);
    panel.desk.put(
      shop.recommendationOf(conversation, { minutesAgo: 0, proposal: { kind: 'escalation', to: 'x', why: 'y' } }),
    );
    await panel.row('A lamp without a bulb').waitFor();
    expect(await panel.page.getByRole('status').textContent()).toMatch(/^New in the queue/);
  });
});

describe('a suggestion', () => {
  it('shows the conversation and, for a sentence, the evidence it stands on; and back', async () => {
    await panel.openRefund();
    const talk = await panel.page.getByRole('list', { name: 'Messages' }).textContent();
    expect(talk).toMatch(/Sent by Deskrail[\s\S]*Private note[\s\S]*Second cracked lid/);
    await panel.notice('flags').getByText('no evidence that says it').waitFor();

    const sentences = panel.page.locator('.sentence');
    const cards = panel.page.locator('.card');
    expect(await sentences.count()).toBe(3);
    await sentences.nth(2).hover();
    expect(await panel.page.locator('.card.lit').count()).toBe(2);
    await panel.suggestion().getByRole('button', { name: 'Evidence 1: Damaged goods' }).first().focus();
    expect(await panel.page.locator('.card.lit').count()).toBe(1);
    expect(await panel.page.locator('.card.lit mark').textContent()).toBe(
      'do not have to send back goods worth less than 40 €.',
    );
    await cards.nth(1).hover();
    expect(await panel.page.locator('.sentence.lit').textContent()).toContain('within 5 working days');
    expect(await cards.nth(0).textContent()).toMatch(/Article[\s\S]*91 %[\s\S]*characters 212–\d+[\s\S]*8c41fe8c/);
    expect(panel.trouble).toEqual([]);
  });

  it('is approved by mouse, and seen arriving at the desk', async () => {
    await panel.openRefund();
    await panel.page.getByRole('button', { name: 'Approve and send' }).click();
    await panel.notice('verdict').getByText('Anna approved this just now').waitFor();
    expect(panel.desk.verdicts).toMatchObject([{ request: { kind: 'approve', hash: shop.refundReply.hash } }]);
    await panel.suggestion().getByText('Waiting to be sent').waitFor();
    panel.desk.moveAction(shop.refundReply.recommendationId, { status: 'started' });
    await panel.suggestion().getByText('Being given to the desk').waitFor();
    panel.desk.moveAction(shop.refundReply.recommendationId, { status: 'executed', found: 'answer', vendorId: '1' });
    await panel.suggestion().locator('.step.done').getByText('Arrived at the desk').waitFor();
    expect(await panel.page.getByRole('status').textContent()).toMatch(/arrived at the desk/);
    expect((await panel.rows()).join()).not.toContain('Maren Okafor');
  });

  it('is approved by keyboard: j, Enter, a, and on to the next', async () => {
    await panel.open();
    await panel.row('Maren Okafor').waitFor();
    await panel.page.keyboard.press('j');
    await panel.page.keyboard.press('j');
    await panel.page.keyboard.press('k');
    await panel.page.keyboard.press('Enter');
    await panel.page.keyboard.press('a');
    await panel.notice('verdict').waitFor();
    await panel.page.keyboard.press('j');
    await panel.suggestion().getByText('The customer mentions a lawyer.').waitFor();
    expect(panel.desk.verdicts.map(({ id }) => id)).toEqual([shop.refundReply.recommendationId]);
  });

  it('is edited: prefilled, checked as one types, sent with Ctrl Enter', async () => {
    await panel.openRefund();
    await panel.page.keyboard.press('e');
    const field = panel.page.getByLabel('Your version of the reply');
    expect(await field.inputValue()).toBe(
      shop.refundReply.proposal?.kind === 'reply' && shop.refundReply.proposal.text,
    );
    expect(await panel.page.getByRole('button', { name: 'Approve my version' }).isDisabled()).toBe(true);
    await field.fill('');
    await panel.page.getByText('The reply is empty.').waitFor();
    await field.fill('Keep the kettle. The money is on its way.');
    await panel.page.keyboard.press('Control+Enter');
    await panel.notice('verdict').getByText('Anna edited and approved').waitFor();
    expect(panel.desk.verdicts[0]?.request).toMatchObject({
      kind: 'edit',
      text: 'Keep the kettle. The money is on its way.',
    });
    expect(await panel.suggestion().locator('.proposal-box').textContent()).toContain('Keep the kettle.');
  });

  it('is answered in one’s own words, commented on, or left as it was with Escape', async () => {
    await panel.openRefund();
    await panel.page.keyboard.press('c');
    await panel.page.getByLabel('A comment for other reviewers').fill('Ask the warehouse.');
    await panel.page.getByRole('button', { name: 'Add comment' }).click();
    await panel.suggestion().locator('.said').getByText('Ask the warehouse.').waitFor();
    await panel.page.keyboard.press('e');
    await panel.page.keyboard.press('Escape');
    await panel.page.getByRole('button', { name: 'Write own' }).click();
    await panel.page.getByLabel('Your own reply').fill('I will call you.');
    await panel.page.getByRole('button', { name: 'Approve my reply' }).click();
    await panel.notice('verdict').waitFor();
    expect(panel.desk.verdicts.map(({ request }) => request.kind)).toEqual(['comment', 'respond']);
  });

  it('and what is being written is there after a reload; signing out leaves nothing', async () => {
    await panel.openRefund();
    await panel.page.keyboard.press('w');
    await panel.page.getByLabel('Your own reply').fill('I will call you.');
    await panel.page.reload();
    await panel.suggestion().getByText('Suggested reply').waitFor();
    expect(await panel.page.getByLabel('Your own reply').inputValue()).toBe('I will call you.');
    await panel.page.getByRole('button', { name: 'Sign out' }).click();
    await panel.page.getByLabel('API key').waitFor();
    expect(await panel.page.evaluate(() => sessionStorage.length)).toBe(0);
  });

  it('is rejected with a reason', async () => {
    await panel.openRefund();
    await panel.suggestion().getByText('Yours to decide').waitFor();
    await panel.page.keyboard.press('r');
    expect(await panel.page.getByRole('button', { name: 'Reject' }).isDisabled()).toBe(true);
    await panel.page.getByLabel('Outdated source').check();
    await panel.page.getByLabel('More about it').fill('Prices rose in May.');
    await panel.page.getByRole('button', { name: 'Reject' }).click();
    await panel.notice('verdict').getByText('Anna rejected this').waitFor();
    await panel.notice('verdict').getByText('Outdated source: Prices rose in May.').waitFor();
    expect(panel.desk.verdicts[0]?.request).toEqual({
      kind: 'reject',
      hash: shop.refundReply.hash,
      claim: 1,
      reason: { code: 'outdated-source', text: 'Prices rose in May.' },
    });
  });

  it('that is no reply is edited field by field', async () => {
    await panel.open();
    await panel.row('Classification').click();
    await panel.page.keyboard.press('e');
    await panel.page.getByLabel('Priority').selectOption('high');
    await panel.page.getByLabel('Tags to add').fill('order-status, late');
    await panel.page.getByLabel('Tags to remove').focus();
    await panel.page.getByRole('button', { name: 'Approve my version' }).click();
    await panel.notice('verdict').waitFor();
    expect(panel.desk.verdicts[0]?.request.proposal).toMatchObject({
      priority: 'high',
      addTags: ['order-status', 'late'],
    });
  });
});
