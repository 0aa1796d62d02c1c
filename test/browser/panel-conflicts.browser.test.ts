import { describe, expect, it } from 'vitest';
import { problem } from './fake-desk.ts';
import { panelForTests } from './panel-for-tests.ts';
import * as shop from './shop-cases.ts';

const panel = panelForTests();

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
    await panel.openRefund();
    panel.desk.recommendations.set(shop.refundReply.recommendationId, {
      ...shop.refundReply,
      status: 'rejected',
      verdict: winner,
      verdicts: [winner],
    });
    await panel.page.keyboard.press('a');
    await panel.notice('decided').getByText('Ben rejected this 3 minutes ago.').waitFor();
    expect(await panel.notice('verdict').count()).toBe(0);
  });

  it('shows what changed, and lets the new one be approved instead', async () => {
    await panel.openRefund();
    const text = 'Thank you for the photo. You may keep the kettle.';
    const changed = {
      ...shop.refundReply,
      hash: 'sha256:changed',
      proposal: { kind: 'reply' as const, visibility: 'public' as const, text, sentences: [] },
    };
    panel.desk.recommendations.set(changed.recommendationId, changed);
    await panel.page.keyboard.press('a');
    await panel.notice('stale').waitFor();
    expect(await panel.notice('stale').locator('ins').allInnerTexts()).toEqual(['may keep ', 'kettle.']);
    // What is shown is still what was seen, and cannot be approved any more.
    expect(await panel.suggestion().locator('.proposal-box').textContent()).toContain('within 5 working days');
    await panel.page.keyboard.press('a');
    // The key leads to what can be done, which has one of its own.
    const isFocused = (button: Element) => (button.getRootNode() as ShadowRoot).activeElement === button;
    expect(await panel.page.getByRole('button', { name: 'Show the new one' }).evaluate(isFocused)).toBe(true);
    await panel.page.keyboard.press('s');
    await panel.suggestion().locator('.proposal-box').getByText(text).waitFor();
    await panel.page.keyboard.press('a');
    await panel.notice('verdict').waitFor();
    expect(panel.desk.verdicts.map(({ request }) => request.hash)).toEqual([shop.refundReply.hash, 'sha256:changed']);
  });

  it('offers what took its place', async () => {
    await panel.openRefund();
    const newer = shop.recommendationOf(shop.refund, {
      recommendationId: 'rec_newer',
      proposal: { kind: 'reply', visibility: 'public', text: 'A newer reply.', sentences: [] },
    });
    panel.desk.recommendations.set('rec_newer', newer);
    panel.desk.put({
      ...shop.refundReply,
      status: 'superseded',
      superseded: { reason: 'newer-message' },
      updatedAt: new Date().toISOString(),
    });
    panel.desk.announce('reply.suggested.v1', shop.refund.id, { recommendationId: 'rec_newer' });
    await panel.notice('superseded').getByText('The customer wrote again after it was made.').waitFor();
    await panel.page.getByRole('button', { name: 'Open the new suggestion' }).click();
    await panel.suggestion().getByText('A newer reply.').waitFor();
  });

  it('can be given again when no answer came, under the same key', async () => {
    await panel.openRefund();
    panel.desk.nextVerdict = problem(504, 'timeout', 'It took too long.');
    await panel.page.keyboard.press('a');
    // The client itself tries again: the desk sees one verdict twice, under one key, and it counts.
    await panel.notice('verdict').waitFor();
    expect(panel.desk.verdicts).toHaveLength(2);
    expect(new Set(panel.desk.verdicts.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
  });

  it('says that Deskrail is away, and tries again when asked', async () => {
    await panel.openRefund();
    await panel.page.route('**/verdicts', (route) => route.abort());
    await panel.page.keyboard.press('e');
    await panel.page.getByLabel('Your version').fill('My words.');
    await panel.page.keyboard.press('Control+Enter');
    await panel.notice('unreachable').waitFor();
    expect(await panel.page.getByLabel('Your version').inputValue()).toBe('My words.');
    await panel.page.unroute('**/verdicts');
    await panel.page.getByRole('button', { name: 'Try again' }).click();
    await panel.notice('verdict').waitFor();
    expect(panel.desk.verdicts).toMatchObject([{ request: { text: 'My words.' } }]);
  });
});

describe('an uncertain action', () => {
  it('asks a person what became of it', async () => {
    await panel.openRefund();
    await panel.page.keyboard.press('a');
    await panel.notice('verdict').waitFor();
    panel.desk.moveAction(shop.refundReply.recommendationId, { status: 'uncertain', code: 'timed-out' });
    await panel.suggestion().getByText('Uncertain: it may have arrived.').waitFor();
    await panel.page.getByRole('button', { name: 'It is there' }).click();
    await panel.suggestion().getByText('Arrived at the desk, as a reviewer says').waitFor();
    expect(panel.desk.resolutions).toMatchObject([{ outcome: 'executed' }]);
  });
});
