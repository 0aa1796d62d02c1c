import { DeskrailError, isDeskrailError, type Logger } from '@deskrail/contracts';

/** What has been opened, to be closed in reverse. */
export interface OpenParts {
  /** Returns the part, so that opening and remembering are one line. Once all are closing, closes it and throws `closed`. */
  add<Part extends { close(): Promise<void> | void }>(name: string, part: Part): Part;
  /** The last opened first, each within its limit; one that fails or hangs does not keep the others open. Idempotent. */
  close(): Promise<void>;
}

export function openParts(options: { readonly logger: Logger; readonly closeTimeoutMs: number }): OpenParts {
  const parts: { readonly name: string; readonly part: { close(): Promise<void> | void } }[] = [];
  let closing: Promise<void> | undefined;

  async function closeAll(): Promise<void> {
    for (let next = parts.pop(); next !== undefined; next = parts.pop()) await closeOne(next.name, next.part);
  }

  async function closeOne(name: string, part: { close(): Promise<void> | void }): Promise<void> {
    try {
      await withinLimit(async () => part.close(), name, options.closeTimeoutMs);
    } catch (error) {
      options.logger.error(
        { part: name, code: isDeskrailError(error) ? error.code : 'internal' },
        'A part did not close.',
      );
    }
  }

  return {
    add(name, part) {
      if (closing !== undefined) {
        void closeOne(name, part);
        throw new DeskrailError('closed', `${name} was opened too late: all is being closed.`);
      }
      parts.push({ name, part });
      return part;
    },
    close: () => (closing ??= closeAll()),
  };
}

async function withinLimit(close: () => Promise<void>, name: string, timeoutMs: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new DeskrailError('timeout', `${name} did not close in ${timeoutMs} ms.`)),
      timeoutMs,
    );
  });
  try {
    await Promise.race([close(), late]);
  } finally {
    clearTimeout(timer);
  }
}
