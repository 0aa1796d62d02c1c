import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { DeskrailError, digestOf, type ProposalKind, proposalKinds } from '@deskrail/contracts';
import type { PromptTemplate } from './prompt-template.js';
import { publishedTemplates, templateInUse } from './published.js';

const textAtMost = 64_000;

/** A published template by `id@version`. Throws `config-invalid`, naming those that there are. */
export function publishedTemplate(name: string): PromptTemplate {
  const found = publishedTemplates.find(({ id, version }) => name === `${id}@${version}`);
  if (found !== undefined) return found;
  const known = publishedTemplates.map(({ id, version }) => `${id}@${version}`).join(', ');
  throw new DeskrailError('config-invalid', `There is no template ${name}. There is ${known}; or name a folder.`);
}

/**
 * A template of one's own: a folder with `system.md`, `closing.md` and one file for each kind, such as `reply.md`. What is
 * not there is as in the template in use. Its id is the folder's name, its version follows from the words. Throws
 * `config-invalid` for a folder with none of these files, and for a system text without `{fence}`: the data would be unmarked.
 */
export async function readTemplateFolder(folder: string): Promise<PromptTemplate> {
  const files = ['system', 'closing', ...proposalKinds];
  const texts = new Map<string, string>();
  for (const name of files) {
    const text = await readText(join(folder, `${name}.md`));
    if (text !== undefined) texts.set(name, text);
  }
  if (texts.size === 0) {
    throw new DeskrailError(
      'config-invalid',
      `${folder} holds no template: it wants at least one of ${files.map((name) => `${name}.md`).join(', ')}.`,
    );
  }
  const words = {
    system: texts.get('system') ?? templateInUse.system,
    kinds: Object.fromEntries(
      proposalKinds.map((kind) => [kind, texts.get(kind) ?? templateInUse.kinds[kind]]),
    ) as Record<ProposalKind, string>,
    closing: texts.get('closing') ?? templateInUse.closing,
  };
  if (!words.system.includes('{fence}')) {
    throw new DeskrailError(
      'config-invalid',
      `${join(folder, 'system.md')} has no {fence}: it must say how data is marked, or what customers write is taken for orders.`,
    );
  }
  const id = basename(resolve(folder)).slice(0, 128);
  return { id, version: (await digestOf(words)).slice(0, 'sha256:'.length + 16), ...words };
}

async function readText(path: string): Promise<string | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw new DeskrailError('config-invalid', `${path} cannot be read (${error.code ?? 'the system refused'}).`);
  });
  if (text === undefined) return undefined;
  if (text.length > textAtMost) throw new DeskrailError('config-invalid', `${path} is over ${textAtMost} characters.`);
  return text.trim();
}
