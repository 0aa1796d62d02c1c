import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DeskrailError } from '@deskrail/contracts';
import type { LibraryArticle } from '../library.js';
import { textHash } from '../text-hash.js';

/** What a file held when its size and time were these. */
export interface CachedFile {
  readonly stamp: string;
  readonly articles: readonly LibraryArticle[];
  /** Not all of it could be read, which is to be told again at the next start: it is not kept. */
  readonly bad?: boolean;
}

/** Changes with what is made of a file: what an older one left is read anew. */
const format = 'deskrail-articles/1';
const headOf = (name: string, body: string) => `${format} ${encodeURIComponent(name)} ${textHash(body)}`;
const bytesAtMost = 512 * 1024 * 1024;

/** What was kept, by path; nothing where there is no such file, or where it is not whole. Throws where it is broken. */
export async function readCache(path: string, name: string): Promise<ReadonlyMap<string, CachedFile>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Map();
    throw error;
  }
  const end = text.indexOf('\n');
  const body = text.slice(end + 1);
  if (text.slice(0, end) !== headOf(name, body)) {
    throw new DeskrailError('payload-unreadable', 'It is of another version or another source, or not whole.');
  }
  return new Map(JSON.parse(body) as [string, CachedFile][]);
}

/** Whole or not at all; for the eyes of the process's own user, as articles may be internal. */
export async function writeCache(path: string, name: string, files: ReadonlyMap<string, CachedFile>): Promise<void> {
  const body = JSON.stringify([...files].filter(([, { bad }]) => bad !== true));
  if (body.length > bytesAtMost) throw new Error(`It would be larger than ${bytesAtMost} bytes.`);
  await mkdir(dirname(path), { recursive: true });
  const part = `${path}.${process.pid}.part`;
  await writeFile(part, `${headOf(name, body)}\n${body}`, { mode: 0o600 });
  await rename(part, path);
}
