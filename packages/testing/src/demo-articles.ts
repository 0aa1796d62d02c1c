import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface DemoArticle {
  /** The file's name, such as `returning-an-item.md`. */
  readonly name: string;
  /** Markdown. */
  readonly text: string;
}

/** The folder with the help articles of a small fictional shop, Fernhill Outdoor. */
export const demoArticlesFolder = (): string => fileURLToPath(new URL('../articles', import.meta.url));

/** The shop’s canned replies: a JSON file, as the option `macros` takes it. */
export const demoMacrosFile = (): string => fileURLToPath(new URL('../macros.json', import.meta.url));

/** The same articles, read; by name. */
export async function demoArticles(): Promise<readonly DemoArticle[]> {
  const folder = demoArticlesFolder();
  const names = (await readdir(folder)).filter((name) => name.endsWith('.md')).sort();
  return Promise.all(names.map(async (name) => ({ name, text: await readFile(join(folder, name), 'utf8') })));
}

/** Rules for them: what could do harm waits in a queue of its own. */
export const demoPolicyFile = (): string => fileURLToPath(new URL('../policy.yaml', import.meta.url));
