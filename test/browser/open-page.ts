import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { build } from 'tsup';
import configs from '../../tsup.config.ts';

/** Builds the reviewers' page into a folder, as the package's build does. */
export async function buildPage(folder: string): Promise<void> {
  const page = [configs].flat().find((config) => typeof config === 'object' && config.name?.endsWith('(page)'));
  if (!page || typeof page === 'function') throw new Error('tsup.config.ts builds no page');
  await build({
    ...page,
    config: false,
    silent: true,
    clean: false,
    outDir: folder,
    onSuccess: async () => {
      for (const name of ['index.html', 'icon.svg'])
        await copyFile(join('packages/panel/src', name), join(folder, name));
    },
  });
}

export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

/** What a page says that nobody should have to read: errors on its console, uncaught ones, broken policy. */
export function watchForTrouble(page: Page): string[] {
  const trouble: string[] = [];
  page.on('pageerror', (error) => trouble.push(`uncaught: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') trouble.push(message.text());
  });
  return trouble;
}
