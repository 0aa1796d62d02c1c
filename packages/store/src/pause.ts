/** A wait with an end: its time, the word to go on, or an abort. A word that nobody waits for is kept. */
export interface Pause {
  for(ms: number, signal: AbortSignal): Promise<void>;
  end(): void;
}

export function createPause(): Pause {
  let ended = false;
  let resume: (() => void) | undefined;
  return {
    async for(ms, signal) {
      if (!ended && !signal.aborted) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          resume = () => {
            clearTimeout(timer);
            resolve();
          };
          signal.addEventListener('abort', resume, { once: true });
        });
        if (resume !== undefined) signal.removeEventListener('abort', resume);
        resume = undefined;
      }
      ended = false;
    },
    end() {
      ended = true;
      resume?.();
    },
  };
}
