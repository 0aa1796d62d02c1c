import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DeskrailError } from '@deskrail/contracts';
import type { LibraryArticle } from '../library.js';
import { textHash } from '../text-hash.js';

/** What a file held when its size and times were these. */
export interface CachedFile {
  readonly stamp: string;
  readonly articles: readonly LibraryArticle[];
  /** Not all of it could be used, which is to be told again at the next start: it is not kept. */
  readonly bad?: boolean;
}

/** What is kept of a folder: its articles by path, and the index that was made of just these. */
export interface KeptFolder {
  readonly files: ReadonlyMap<string, CachedFile>;
  readonly index: Uint8Array;
}

/**
 * Of this package: another version may make something else of the same file, or of the same words. Its manifest is above
 * this file, how far depends on how it was built.
 */
function packageVersion(): string {
  for (const up of ['..', '../..', '../../..']) {
    try {
      const text = readFileSync(new URL(`${up}/package.json`, import.meta.url), 'utf8');
      const { name, version } = JSON.parse(text) as { name?: unknown; version?: unknown };
      if (name === '@deskrail/copilot') return String(version);
    } catch {
      // Further up.
    }
  }
  return 'bundled';
}

/** What another one left is read anew. */
export const format = `deskrail-articles/2+${packageVersion()}`;
const headAtMost = 1_024;
const bytesAtMost = 512 * 1024 * 1024;

/** `of`: the source and its folder. Both parts are in one file, under one checksum: neither is ever another's. */
const headOf = (of: string, articles: Uint8Array, index: Uint8Array) =>
  `${format} ${textHash(of)} ${articles.length} ${createHash('sha256').update(articles).update(index).digest('hex')}\n`;

/** Nothing where there is no such file. Throws where it is not whole, or of another source or version. */
export async function readCache(path: string, of: string): Promise<KeptFolder | undefined> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const start = bytes.subarray(0, headAtMost).indexOf('\n') + 1;
  const head = bytes.toString('latin1', 0, start);
  const rest = bytes.subarray(start);
  const length = Number(head.split(' ')[2]);
  const [articles, index] = [rest.subarray(0, length), rest.subarray(length)];
  if (head !== headOf(of, articles, index)) {
    throw new DeskrailError('payload-unreadable', 'It is of another version or another folder, or not whole.');
  }
  return { files: new Map(JSON.parse(articles.toString()) as [string, CachedFile][]), index };
}

/** Whole or not at all; for the eyes of the process's own user, as articles may be internal. */
export async function writeCache(path: string, of: string, { files, index }: KeptFolder): Promise<void> {
  const articles = Buffer.from(JSON.stringify([...files].filter(([, { bad }]) => bad !== true)));
  if (articles.length + index.length > bytesAtMost) throw new Error(`It would be larger than ${bytesAtMost} bytes.`);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const part = `${path}.${process.pid}.part`;
  try {
    await writeFile(part, [headOf(of, articles, index), articles, index], { mode: 0o600 });
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
