import { describe, expect, it, vi } from 'vitest';
import { accessibilityFaults } from './accessibility-faults.ts';
import { problem } from './fake-desk.ts';
import { panelForTests, wide } from './panel-for-tests.ts';
import * as shop from './shop-cases.ts';

const panel = panelForTests();
const { refundReply, lawyerRefund } = shop;

const button = (name: string | RegExp) => panel.page.getByRole('button', { name });
const openRow = async (text: string) => {
  await panel.row(text).click();
  await panel.suggestion().getByText('Yours to decide').waitFor();
};

describe('evidence that changed', () => {
  const changed = () =>
    problem(409, 'evidence-changed', 'What this stands on has changed since.', {
      confirmation: 'sha256:shown',
      evidence: [
        { id: 'e1', state: 'changed', quote: 'Goods worth less than 20 € need not be sent back.' },
        { id: 'e2', state: 'unchanged' },
      ],
    });

  it('stands beside what was quoted, and is approved once confirmed', async () => {
    await panel.openRefund();
    panel.desk.nextVerdict = changed();
    await panel.page.keyboard.press('a');
    const sides = panel.notice('evidence-changed').locator('blockquote');
    await panel.notice('evidence-changed').getByText('Damaged goods').waitFor();
    expect(await sides.allInnerTexts()).toEqual([
      expect.stringContaining('less than 40 €'),
      'Goods worth less than 20 € need not be sent back.',
    ]);
    expect(await accessibilityFaults(panel.page)).toEqual([]);
    // Not past what changed: neither by the key nor by the button.
    await panel.page.keyboard.press('a');
    expect(await button(/Approve and send/).count()).toBe(0);
    expect(panel.desk.verdicts).toHaveLength(1);
    await button('Approve all the same').click();
    await panel.notice('verdict').waitFor();
    expect(panel.desk.verdicts.map(({ request }) => request.confirmation)).toEqual([undefined, 'sha256:shown']);
  });

  it('or edited; what was written meanwhile is what is sent', async () => {
    await panel.openRefund();
    panel.desk.nextVerdict = changed();
    await panel.page.keyboard.press('a');
    await button('Edit it').click();
    const field = panel.page.getByLabel('Your version');
    await field.fill('First words.');
    panel.desk.nextVerdict = changed();
    await panel.page.keyboard.press('Control+Enter');
    await button('Send my words all the same').waitFor();
    expect(await field.inputValue()).toBe('First words.');
    await field.fill('Better words.');
    await button('Send my words all the same').click();
    await panel.notice('verdict').waitFor();
    expect(panel.desk.verdicts.at(-1)?.request).toMatchObject({
      ...{ kind: 'edit', text: 'Better words.', confirmation: 'sha256:shown' },
    });
  });
});

describe('a claim', () => {
  it('goes with the verdict; where it was lost, the words stay and it is taken again', async () => {
    await panel.open();
    await openRow('Refund for the broken kettle');
    await panel.page.keyboard.press('e');
    await panel.page.getByLabel('Your version').fill('My words.');
    panel.desk.nextVerdict = problem(409, 'claim-lost', 'The claim has ended.');
    panel.desk.claims.clear();
    await panel.page.keyboard.press('Control+Enter');
    await panel.notice('claim-lost').waitFor();
    expect(await panel.page.getByLabel('Your version').inputValue()).toBe('My words.');
    await panel.suggestion().getByText('Yours to decide').waitFor();
    await panel.page.keyboard.press('Control+Enter');
    await panel.notice('verdict').waitFor();
    expect(panel.desk.verdicts.map(({ request }) => request.claim)).toEqual([1, 1]);
  });

  it('is given back on the way to another, and when the page goes', async () => {
    await panel.open();
    await openRow('Refund for the broken kettle');
    await openRow('77 %');
    expect([...panel.desk.claims.keys()]).not.toContain(refundReply.recommendationId);
    expect(panel.desk.claims.size).toBe(1);
    await panel.page.goto('about:blank');
    await vi.waitFor(() => expect(panel.desk.claims.size).toBe(0), { timeout: 5_000 });
  });
});

describe('a page that is merely open', () => {
  it('holds nothing once nobody has moved for minutes, and has it again when they are back', async () => {
    await panel.open();
    await panel.page.clock.install();
    await openRow('Refund for the broken kettle');
    expect(panel.desk.claims.size).toBe(1);
    await panel.page.clock.fastForward('04:00');
    await panel.page.mouse.move(300, 300);
    await panel.page.clock.fastForward('04:00');
    expect(panel.desk.claims.size).toBe(1);
    await panel.page.clock.fastForward('01:30');
    await vi.waitFor(() => expect(panel.desk.claims.size).toBe(0), 3_000);
    await panel.page.clock.fastForward('10:00');
    expect(panel.desk.claims.size).toBe(0);
    await panel.page.mouse.move(320, 320);
    await vi.waitFor(() => expect(panel.desk.claims.size).toBe(1), 3_000);
    await panel.suggestion().getByText('Yours to decide').waitFor();
  });
});

describe('passing work on', () => {
  it('escalates to a queue, with a word on why', async () => {
    panel.desk.queues = [
      { queue: 'seniors', open: 0, overdue: 0, claimed: 0, unassigned: 0, oldestSeconds: 0 },
      { queue: 'review', open: 4, overdue: 1, claimed: 0, unassigned: 4, oldestSeconds: 60 },
    ];
    await panel.open();
    await panel.page.getByText('All queues: 4 open, 1 overdue').waitFor({ state: 'attached' });
    await openRow('Refund for the broken kettle');
    await panel.page.keyboard.press('x');
    await panel.page.getByLabel('Escalate to the queue').fill('seniors');
    await panel.page.getByLabel('Why').fill('She has written twice.');
    await panel.page.keyboard.press('Control+Enter');
    await panel.suggestion().getByText('Escalated to seniors').waitFor();
    expect(panel.desk.verdicts[0]?.request).toMatchObject({
      ...{ kind: 'escalate', escalateTo: 'seniors', comment: 'She has written twice.' },
    });
  });

  it('offers the queues that there are; one that is none is told at the field, and its words stay', async () => {
    panel.desk.queues = [{ queue: 'seniors', open: 0, overdue: 0, claimed: 0, unassigned: 0, oldestSeconds: 0 }];
    await panel.open();
    await openRow('Refund for the broken kettle');
    await panel.page.keyboard.press('x');
    const offered = panel.page.getByRole('group', { name: 'Queues that there are' }).getByRole('button');
    await offered.getByText('seniors').waitFor();
    const field = panel.page.getByLabel('Escalate to the queue');
    await field.fill('nonsense');
    await panel.page.getByLabel('Why').fill('She has written twice.');
    panel.desk.nextVerdict = problem(400, 'request-invalid', 'Nobody names this queue.', {
      queues: ['legal', 'money'],
    });
    await panel.page.keyboard.press('Control+Enter');
    await panel.page.getByText('There is no queue “nonsense”').waitFor();
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    expect(await panel.page.getByLabel('Why').inputValue()).toBe('She has written twice.');
    expect(await offered.allInnerTexts()).toEqual(['legal', 'money']);
    expect(await accessibilityFaults(panel.page)).toEqual([]);
    await offered.getByText('legal').click();
    expect(await panel.page.getByText('There is no queue').count()).toBe(0);
    await button(/^Escalate/).click();
    await panel.suggestion().getByText('Escalated to legal').waitFor();
  });

  it('to a person, who may be nobody that the page has heard of', async () => {
    await panel.open();
    await openRow('Refund for the broken kettle');
    await panel.page.keyboard.press('p');
    await panel.page.getByLabel('To the person').fill('dora');
    await panel.page.keyboard.press('Control+Enter');
    await panel.notice('unknown-name').getByText('Nobody of the name “dora” has been seen here.').waitFor();
    expect(panel.desk.routed).toEqual([]);
    await button('Pass on all the same').click();
    await panel.suggestion().getByText('For Dora').waitFor();
    expect(panel.desk.routed).toEqual([{ id: refundReply.recommendationId, to: { assignee: 'dora' } }]);
  });

  it('the bot may answer, or people do: who it is, and the other as a button', async () => {
    await panel.open();
    await openRow('Refund for the broken kettle');
    const who = panel.page.getByRole('group', { name: 'Who answers' });
    await who.getByText('The bot may answer').waitFor();
    expect(await who.getByRole('button').allInnerTexts()).toEqual(['Take over from the bot']);
    await button('Take over from the bot').click();
    await who.getByText('People answer this').waitFor();
    expect(await who.getByRole('button').allInnerTexts()).toEqual(['Hand back to the bot']);
    expect(await accessibilityFaults(panel.page)).toEqual([]);
    await button('Hand back to the bot').click();
    await who.getByText('The bot may answer').waitFor();
    expect(panel.desk.automated).toEqual(['held', 'released']);

    // A colleague took it over before this page came, and then while it looks.
    panel.desk.automated.push('held');
    await panel.page.reload();
    await who.getByText('People answer this').waitFor();
    panel.desk.announce('automation.released.v1', refundReply.about.conversation ?? '', {});
    await who.getByText('The bot may answer').waitFor();
  });

  it('counts what waits anew as it happens', async () => {
    const counted = (open: number) => [
      { queue: 'review', open, overdue: 0, claimed: 0, unassigned: open, oldestSeconds: 60 },
    ];
    panel.desk.queues = counted(4);
    await panel.open();
    await panel.page.getByText('All queues: 4 open').waitFor({ state: 'attached' });
    await panel.page.getByText('Live').waitFor();
    panel.desk.queues = counted(6);
    panel.desk.put({ ...refundReply, updatedAt: new Date().toISOString() });
    await panel.page.getByText('All queues: 6 open').waitFor({ state: 'attached', timeout: 3_000 });
  });

  it('says that the bot is paused where it is', async () => {
    panel.desk.policy = {
      version: 'sha256:1',
      rules: 2,
      paused: { by: 'reviewer/anna', since: new Date().toISOString() },
    };
    await panel.open();
    await openRow('Refund for the broken kettle');
    const who = panel.page.getByRole('group', { name: 'Who answers' });
    await who.getByText('The bot is paused').waitFor();
    expect(await who.getByText('The bot may answer').count()).toBe(0);
  });

  it('looks through one queue, or what is late', async () => {
    panel.desk.recommendations.set(lawyerRefund.recommendationId, lawyerRefund);
    panel.desk.queues = [{ queue: 'money', open: 1, overdue: 1, claimed: 0, unassigned: 1, oldestSeconds: 60 }];
    await panel.open();
    await panel.row('overdue by').waitFor();
    expect((await panel.rows())[0]).toContain('overdue by');
    await panel.page.getByText('Filter', { exact: true }).click();
    await panel.page.getByLabel('Only what is overdue').check();
    await panel.row('Maren Okafor').waitFor({ state: 'detached' });
    expect(await panel.rows()).toHaveLength(1);
    await panel.page.getByLabel('Kind').selectOption('reply');
    await panel.page.getByText('Nothing waits that passes the filter.').waitFor();
    await button('Show all').click();
    await panel.row('Maren Okafor').waitFor();
    await button(/Take the next/).click();
    await panel.page.getByText('Nothing waits for you.').first().waitFor();
  });
});

describe('a tool’s call', () => {
  const show = async (options = wide as Parameters<typeof panel.open>[0]) => {
    panel.desk.recommendations.set(lawyerRefund.recommendationId, lawyerRefund);
    panel.desk.explanation = {
      recommendationId: lawyerRefund.recommendationId,
      made: { version: 'sha256:1', outcome: 'review', rule: 'large-refunds' },
      inForce: { version: 'sha256:2', outcome: 'four-eyes', rule: 'large-refunds' },
      rules: [
        { id: 'large-refunds', outcome: 'four-eyes', matched: 'yes' },
        { id: 'rest', outcome: 'review', matched: 'not-asked' },
      ],
    };
    await panel.open(options);
    await openRow('overdue by');
  };

  it('is read by names and values, with what it takes, what holds it, and why', async () => {
    await show();
    for (const words of ['Refund order', 'Amount 389', 'Order id', 'Notify customer', 'Yes', 'Reminded once'])
      await panel.suggestion().getByText(words, { exact: true }).first().waitFor();
    await panel.notice('agreed').getByText('1 of 2 agreed (Ben): it waits for another.').waitFor();
    await panel.notice('held').getByText('The limit “refunds-a-day” is reached, so a person decides.').waitFor();
    await panel.page.getByText('Why: the policy’s rule “large-refunds”').click();
    await panel.page.getByText('The policy changed since. Then: review. Now: four-eyes.').waitFor();
    expect(await accessibilityFaults(panel.page)).toEqual([]);
  });

  it('is edited by fields of its arguments’ kinds; a limit is told in words', async () => {
    await show();
    await panel.page.keyboard.press('e');
    await panel.page.getByLabel('Amount').fill('250.5');
    await panel.page.getByLabel('Notify customer').uncheck();
    panel.desk.nextVerdict = problem(403, 'limit-reached', 'It is reached.', {
      ...{ limit: 'refunds-a-day', role: 'senior', most: 500 },
    });
    await button(/Put my version forward/).click();
    await panel.notice('limit').getByText('It is 500. Going beyond it takes a senior').waitFor();
    expect(await panel.page.getByLabel('Amount').inputValue()).toBe('250.5');
    await button(/Put my version forward/).click();
    await panel.notice('verdict').waitFor();
    expect(panel.desk.verdicts.at(-1)?.request.proposal).toEqual({
      ...{ kind: 'tool-call', tool: 'refund_order' },
      arguments: { orderId: '1042', amount: 250.5, notifyCustomer: false, lines: [1, 2] },
    });
  });

  it('tells amounts in their currency, and of an edit which arguments changed', async () => {
    const given = { orderId: '1042', amount: 389, currency: 'EUR' };
    const proposal = { kind: 'tool-call' as const, tool: 'refund_order', arguments: given };
    const { agreements: _, ...view } = lawyerRefund;
    panel.desk.recommendations.set(view.recommendationId, {
      ...{ ...view, proposal, need: { role: 'reviewer', queue: 'money', reviewers: 1, fourEyes: false } },
    });
    await panel.open();
    await openRow('overdue by');
    await panel.suggestion().getByText('Amount €389.00', { exact: true }).waitFor();
    await panel.page.keyboard.press('e');
    await panel.page.getByLabel('Amount').fill('95');
    await panel.page.keyboard.press('Control+Enter');
    await panel.notice('verdict').waitFor();
    const changed = panel.page.locator('[data-put-otherwise]');
    expect(await changed.locator('.diff').textContent()).toBe('Amount: €389.00 €95.00');
    await panel.suggestion().getByText('Amount €95.00', { exact: true }).waitFor();
    expect(await accessibilityFaults(panel.page)).toEqual([]);
  });

  it.each(['light', 'dark'] as const)('fits 360 px, its form too (%s)', async (colorScheme) => {
    await show({ viewport: { width: 360, height: 740 }, colorScheme });
    const tooWide = () =>
      panel.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect([await accessibilityFaults(panel.page), await tooWide()]).toEqual([[], 0]);
    await panel.page.keyboard.press('e');
    await panel.page.getByLabel('Amount').waitFor();
    expect([await accessibilityFaults(panel.page), await tooWide()]).toEqual([[], 0]);
  });
});

describe('taking back', () => {
  it('what was approved and has not started; tags that arrived are set back', async () => {
    await panel.openRefund();
    await panel.page.keyboard.press('a');
    await button('Do not send it').click();
    await panel.suggestion().getByText('Not sent. A reviewer said to leave it.').waitFor();
    panel.desk.moveAction(refundReply.recommendationId, {
      ...{ status: 'executed', parameters: { kind: 'set-tags', add: ['vip'], remove: [] } },
    });
    await button('Set it back').click();
    await panel.suggestion().getByText('Taken back by a later action.').waitFor();
  });
});
