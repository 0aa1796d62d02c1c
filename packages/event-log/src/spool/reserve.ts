import { constants, type FileHandle, lstat, open } from 'node:fs/promises';
import { DeskrailError, type Logger } from '@deskrail/contracts';

/**
 * Space put by on the spool's disk. SQLite needs some even to take rows out, so a spool that had filled its disk could
 * never be emptied again: then this is given up, and no event is taken until it could be put by once more.
 */
export interface Reserve {
  readonly held: boolean;
  /** Put it by, where it is not: whether it is now. Looks at the disk once in five seconds at most, unless told to. */
  hold(options?: { readonly now?: boolean }): Promise<boolean>;
  giveUp(): Promise<void>;
}

const chunk = new Uint8Array(1024 * 1024);
const againAfterMs = 5_000;
/** What a link leads to is somebody else's. */
const overwrite = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW;

/** Throws `config-invalid` where something else lies in its place. */
export async function openReserve(path: string, bytes: number, logger: Logger): Promise<Reserve> {
  const found = await lstat(path).catch(() => undefined);
  if (bytes > 0 && found?.isFile() === false) {
    throw new DeskrailError(
      'config-invalid',
      `${path} is no file: remove it, the spool puts space by under that name.`,
    );
  }
  let held = bytes === 0 || found?.size === bytes;
  let triedAt = Number.NEGATIVE_INFINITY;
  let trying: Promise<boolean> | undefined;

  async function fill(): Promise<boolean> {
    let file: FileHandle | undefined;
    try {
      file = await open(path, overwrite, 0o600);
      for (let left = bytes; left > 0; left -= chunk.length) await file.write(chunk, 0, Math.min(left, chunk.length));
      return true;
    } catch (error) {
      logger.warn({ path, code: (error as { code?: unknown }).code }, 'the spool’s disk is full: it takes no events');
      await file?.truncate(0).catch(() => {});
      return false;
    } finally {
      await file?.close().catch(() => {});
    }
  }

  const reserve: Reserve = {
    get held() {
      return held;
    },
    async hold({ now = false } = {}) {
      if (held) return true;
      if (!now && trying === undefined && performance.now() - triedAt < againAfterMs) return false;
      triedAt = performance.now();
      trying ??= fill().then((filled) => {
        trying = undefined;
        held = filled;
        return filled;
      });
      return trying;
    },
    async giveUp() {
      await trying;
      if (!held || bytes === 0) return;
      held = false;
      triedAt = performance.now();
      logger.warn({ path }, 'the spool’s disk is full: its reserve is given up to take events out');
      const file = await open(path, overwrite).catch(() => undefined);
      await file?.close();
    },
  };
  await reserve.hold();
  return reserve;
}
