import { execFile } from 'node:child_process';
import { mkdtemp, rmdir, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { onMyEnd } from '../brokers/reaper.ts';

/** A file system in memory that can be full. */
export interface SmallDisk {
  readonly directory: string;
  /** From now on it is as large as what is on it. */
  fill(): Promise<void>;
  free(): Promise<void>;
  close(): Promise<void>;
}

const run = promisify(execFile);
const roomMb = 4_096;

/** Nothing where this process may not mount. */
export async function mountSmallDisk(): Promise<SmallDisk | undefined> {
  const directory = await mkdtemp(join(tmpdir(), 'deskrail-disk-'));
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${roomMb}m`, 'tmpfs', directory]);
  } catch {
    await rmdir(directory);
    return undefined;
  }
  onMyEnd({ do: 'run', command: 'umount', parameters: ['--lazy', directory] });
  const resize = (size: string) => run('mount', ['-o', `remount,size=${size}`, directory]);
  return {
    directory,
    async fill() {
      // What is written while this looks makes it larger than what it is told.
      for (let attempt = 0; ; attempt += 1) {
        const { blocks, bfree, bsize } = await statfs(directory);
        try {
          await resize(`${Math.ceil(((blocks - bfree) * bsize) / 1024)}k`);
          return;
        } catch (error) {
          if (attempt === 20) throw error;
        }
      }
    },
    async free() {
      await resize(`${roomMb}m`);
    },
    async close() {
      await run('umount', ['--lazy', directory]);
      await rmdir(directory).catch(() => {});
    },
  };
}
