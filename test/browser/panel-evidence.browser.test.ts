import type { RecommendationView } from '@deskrail/contracts';
import { expect, it } from 'vitest';
import { accessibilityFaults } from './accessibility-faults.ts';
import * as cases from './evidence-cases.ts';
import { panelForTests, wide } from './panel-for-tests.ts';
import * as shop from './shop-cases.ts';

const panel = panelForTests();

/** Opens the page on one of these cases, beside the shop's own. */
async function openOn(view: RecommendationView, headline: string, options: object = wide): Promise<void> {
  panel.desk.conversations.set(cases.resolved.id, cases.resolved);
  panel.desk.conversations.set(cases.insoles.id, cases.insoles);
  panel.desk.recommendations.set(view.recommendationId, view);
  await panel.open(options);
  const row = view.kind === 'summary' ? panel.row('Summary') : panel.row(cases.insoles.subject ?? '');
  await row.click();
  await panel.suggestion().getByText(headline).waitFor();
}

const focused = () =>
  panel.page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return element?.getAttribute('aria-label') ?? element?.textContent?.trim();
  });
const sentence = (index: number) => panel.page.locator(`[data-sentence="${index}"]`);
const card = (number: number) => panel.page.locator('.card').nth(number - 1);

it('leads from each sentence to its evidence by a click, and by its number’s key', async () => {
  await panel.openRefund();
  await sentence(1).getByText('You do not have to send back').click();
  expect(await focused()).toBe('Evidence 1: Damaged goods');
  await sentence(2).getByRole('button', { name: 'Evidence 2' }).click();
  expect(await focused()).toBe('Evidence 2: Refund times');
  await panel.page.keyboard.press('1');
  expect(await focused()).toBe('Evidence 1: Damaged goods');
  expect(await card(1).getByRole('link', { name: 'Damaged goods' }).getAttribute('href')).toMatch(/^https:/);
  await panel.page.keyboard.press('9');
  expect(await focused()).toBe('Evidence 1: Damaged goods');
});

it('shows what was found at the sentence it is about, and leads there', async () => {
  await openOn(cases.insolesReply, 'Suggested reply');
  expect(await sentence(2).locator('.found').textContent()).toBe('unknown link');
  expect(await panel.page.locator('.found').count()).toBe(1);
  const notice = await panel.notice('flags').textContent();
  expect(notice).toMatch(/gives orders to the copilot.*: to ignore its rules, to use a tool\./s);
  await panel.notice('flags').getByRole('button', { name: 'Sentence 3' }).click();
  expect(await panel.page.locator('.sentence.lit').textContent()).toContain('elsewhere.example');
  const head = await panel.suggestion().locator('header').textContent();
  expect(head).toMatch(/Medium risk[\s\S]*By gpt-large 2026-09[\s\S]*1,300 tokens, cost 0.0031/);
  expect(await card(1).textContent()).toContain('Open incident');
  expect(panel.trouble).toEqual([]);
});

it('says that a question back is one, and of which readings', async () => {
  await openOn(cases.clarifying, 'A question back');
  expect(await panel.notice('clarifies').textContent()).toContain('Exchange itemReturn item');
  expect(await panel.notice('flags').count()).toBe(0);
  expect(await panel.page.locator('.found').count()).toBe(0);
});

it('opens the conversation that a quote is from, at its message; and goes back', async () => {
  await openOn(cases.insolesReply, 'Suggested reply');
  await sentence(1).getByText('Tarn Footbed').click();
  await card(2).getByRole('button', { name: 'Open the conversation' }).click();
  const talk = panel.page.getByRole('region', { name: 'Conversation' });
  await talk.getByText('A source of the suggestion').waitFor();
  expect(await talk.locator('[data-source] mark').textContent()).toBe(
    'The insoles are called Tarn Footbed and cost 14 € a pair.',
  );
  expect(await accessibilityFaults(panel.page)).toEqual([]);
  await panel.page.keyboard.press('Escape');
  await talk.getByText('is the site down?').waitFor();
  expect(await talk.locator('[data-source]').count()).toBe(0);
  expect(await panel.suggestion().isVisible()).toBe(true);
});

it('shows a summary with its sentences cited, each leading to its message beside it', async () => {
  await openOn(cases.lawyerSummary, 'Suggested summary');
  await sentence(1).getByText('Next time my lawyer').click();
  expect(await focused()).toBe('Evidence 2: A message of this conversation');
  const marked = panel.page.locator('[data-source] mark');
  expect(await marked.textContent()).toBe('Next time my lawyer writes.');
  await panel.page.keyboard.press('1');
  expect(await marked.textContent()).toBe('This is my third complaint about the same chair.');
  await card(1).getByRole('button', { name: 'Show the message' }).click();
  expect(await focused()).toMatch(/^Ines Albrecht/);
});

it('asks by itself, once, whether the evidence still stands, and shows what stands there now', async () => {
  const id = shop.refundReply.recommendationId;
  const quote = 'A refund reaches the card within 10 working days.';
  panel.desk.fallen.set(id, [{ id: 'e2', state: 'changed', quote }]);
  await panel.openRefund();
  await panel.notice('evidence').getByText('A source does not say this any more').waitFor();
  expect(await card(1).locator('[data-state]').textContent()).toContain('Unchanged');
  expect(await card(2).locator('[data-state]').textContent()).toMatch(/Changed[\s\S]*within 10 working days/);
  expect(await panel.page.getByRole('status').textContent()).toContain('Not all of the evidence still stands.');
  expect(await accessibilityFaults(panel.page)).toEqual([]);

  panel.desk.fallen.set(id, [{ id: 'e1', state: 'gone' }]);
  await panel.page.getByRole('button', { name: 'Check again' }).click();
  await card(1).getByText('Gone').waitFor();
  await panel.page.keyboard.press('j');
  await panel.row('Maren Okafor').click();
  await card(1).getByText('Gone').waitFor();
  expect(panel.desk.checked.filter((one) => one === id)).toHaveLength(2);
  expect(panel.trouble).toEqual([]);
});

it.each(['light', 'dark'] as const)('is legible with all of it on the page (%s)', async (colorScheme) => {
  panel.desk.fallen.set(cases.insolesReply.recommendationId, [{ id: 'e1', state: 'no-longer-permitted' }]);
  await openOn(cases.insolesReply, 'Suggested reply', { ...wide, colorScheme });
  await card(1).getByText('No longer permitted').waitFor();
  expect(await accessibilityFaults(panel.page)).toEqual([]);
  if (process.env.SCREENSHOTS) await panel.page.screenshot({ path: `${process.env.SCREENSHOTS}/${colorScheme}.png` });
});

it('tells of a reviewer’s own words what no evidence says, before they are sent and after', async () => {
  await panel.openRefund();
  await panel.suggestion().getByText('Yours to decide').waitFor();
  await panel.page.keyboard.press('e');
  const field = panel.page.getByLabel('Your version');
  const told = () => panel.page.locator('[data-unsupported] li').allInnerTexts();
  // As it was suggested, but for the thanks, which claim nothing.
  expect(await told()).toEqual([]);
  await field.fill(
    'Hello Maren,\nA refund reaches the card within 5 working days.\nYou get 80 € on top.\nKind regards,\nFern',
  );
  await panel.page.getByText('Ready to send; 1 sentence has no evidence.').waitFor();
  expect(await told()).toEqual(['You get 80 € on top.']);
  expect(await accessibilityFaults(panel.page)).toEqual([]);
  await panel.page.keyboard.press('Control+Enter');
  await panel.notice('verdict').waitFor();
  expect(await panel.page.locator('.sentence.unsupported').allInnerTexts()).toEqual([
    expect.stringContaining('You get 80 € on top.'),
  ]);
});
