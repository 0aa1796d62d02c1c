/** Something that is opened when it is first needed, and kept. */
export interface Kept<Value> {
  get(): Promise<Value>;
  close(): Promise<void>;
}

/** What failed to open is opened anew by whoever asks next. */
export function createKept<Value extends { close(): Promise<void> }>(open: () => Promise<Value>): Kept<Value> {
  let opening: Promise<Value> | undefined;
  return {
    async get() {
      opening ??= open();
      const mine = opening;
      try {
        return await mine;
      } catch (error) {
        if (opening === mine) opening = undefined;
        throw error;
      }
    },
    async close() {
      const opened = await opening?.catch(() => undefined);
      await opened?.close().catch(() => {});
    },
  };
}
