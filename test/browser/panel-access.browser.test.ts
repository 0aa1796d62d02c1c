import { describe, expect, it } from 'vitest';
import { accessibilityFaults } from './accessibility-faults.ts';
import { panelForTests, wide } from './panel-for-tests.ts';
import * as shop from './shop-cases.ts';

const panel = panelForTests();

describe('for everybody', () => {
  it.each(['light', 'dark'] as const)('is labelled, legible and reachable (%s)', async (colorScheme) => {
    await panel.open({ ...wide, colorScheme });
    expect(await accessibilityFaults(panel.page)).toEqual([]);
    await panel.row('Maren Okafor').click();
    await panel.suggestion().getByText('Suggested reply').waitFor();
    expect(await accessibilityFaults(panel.page)).toEqual([]);
    await panel.page.keyboard.press('r');
    await panel.page.getByText('Why is it rejected?').waitFor();
    expect(await accessibilityFaults(panel.page)).toEqual([]);
    await panel.page.keyboard.press('Escape');
    await panel.page.keyboard.press('?');
    const help = panel.page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await help.waitFor();
    expect(await accessibilityFaults(panel.page)).toEqual([]);
    await panel.page.keyboard.press('Escape');
    await help.waitFor({ state: 'hidden' });
    expect(panel.trouble).toEqual([]);
  });

  it('fits a sidebar of 360 px: one pane at a time, by keyboard and with a way back', async () => {
    await panel.open({ viewport: { width: 360, height: 700 } });
    await panel.row('Maren Okafor').waitFor();
    await panel.page.keyboard.press('j');
    await panel.page.keyboard.press('j');
    expect(await panel.suggestion().count()).toBe(0);
    await panel.page.keyboard.press('Enter');
    await panel.suggestion().getByText('The customer mentions a lawyer.').waitFor();
    expect(await panel.row('Maren Okafor').isVisible()).toBe(false);
    expect(await panel.page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    await panel.page.getByRole('button', { name: 'Show conversation' }).click();
    await panel.page.getByText('my third complaint about').waitFor();
    await panel.page.keyboard.press('Escape');
    await panel.row('Maren Okafor').waitFor();
    expect(await accessibilityFaults(panel.page)).toEqual([]);
  });

  it('shows the question beside the answer where only one pane has room, and every way to decide', async () => {
    await panel.open({ viewport: { width: 400, height: 800 } });
    await panel.row('Maren Okafor').click();
    const asked = panel.suggestion().getByRole('region', { name: 'The message in question' });
    await asked.getByText('How long does the refund take').waitFor();
    await panel.suggestion().getByText('Yours to decide').waitFor();
    expect(await panel.suggestion().locator('.proposal-box').isVisible()).toBe(true);
    const rows = await panel
      .suggestion()
      .locator('.bar button')
      .evaluateAll((buttons) => [...new Set(buttons.map((one) => one.getBoundingClientRect().y))]);
    expect(rows).toHaveLength(2);
    expect(await accessibilityFaults(panel.page)).toEqual([]);
    await panel.page.getByRole('button', { name: 'Show conversation' }).click();
    expect(await asked.count()).toBe(0);
    await panel.page.getByRole('button', { name: 'Hide conversation' }).click();
    await panel.page.setViewportSize({ width: 400, height: 560 });
    await panel.page.keyboard.press('r');
    await panel.page.getByText('Why is it rejected?').waitFor();
    const seen = await panel
      .suggestion()
      .getByRole('button', { name: /^Reject/ })
      .evaluate((button) => {
        const { x, y, width, height } = button.getBoundingClientRect();
        const root = button.getRootNode() as ShadowRoot;
        return root.elementFromPoint(x + width / 2, y + height / 2) === button;
      });
    expect(seen).toBe(true);
    await panel.page.setViewportSize({ width: 1280, height: 800 });
    expect(await asked.count()).toBe(0);
  });

  it('leaves single keys to those who want them', async () => {
    await panel.openRefund();
    await panel.page.keyboard.press('?');
    await panel.page.getByLabel('Single keys are shortcuts').uncheck();
    await panel.page.keyboard.press('Escape');
    await panel.page.keyboard.press('a');
    await panel.page.keyboard.press('r');
    expect(await panel.page.getByText('Why is it rejected?').count()).toBe(0);
    expect(panel.desk.verdicts).toEqual([]);
  });

  it('is served under a policy that it keeps', async () => {
    await panel.open();
    await panel.row('Maren Okafor').waitFor();
    const blocked = await panel.page.evaluate(() => {
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
    await panel.open({ viewport: { width: 380, height: 700 } });
    await panel.row('Maren Okafor').waitFor();
    await panel.page.evaluate(
      ({ url, key, conversation }) => {
        const element = document.createElement('deskrail-panel');
        for (const [name, value] of Object.entries({ url, key, conversation })) element.setAttribute(name, value);
        document.body.replaceChildren(element);
      },
      { url: panel.desk.url, key: panel.desk.key, conversation: shop.refund.id },
    );
    await panel.suggestion().getByText('Suggested reply').waitFor();
    await panel.page.keyboard.press('a');
    expect(panel.desk.verdicts).toEqual([]);
    await panel.suggestion().getByRole('heading', { name: 'Suggested reply' }).click();
    await panel.page.keyboard.press('a');
    await panel.notice('verdict').waitFor();
    expect(panel.desk.verdicts).toHaveLength(1);
  });
});
