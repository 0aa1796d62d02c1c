/** Long enough to read a long conversation without a move. */
const idleMs = 300_000;
const signs = ['pointermove', 'pointerdown', 'keydown', 'wheel', 'touchstart', 'input', 'visibilitychange'] as const;

interface ActivityOptions {
  readonly onIdle: () => void;
  readonly onBack: () => void;
}

/** Whether somebody is there who reads: a page that is merely open holds nothing from others. Ends by what it returns. */
export function watchActivity(target: EventTarget, { onIdle, onBack }: ActivityOptions): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const gone = () => {
    timer = undefined;
    onIdle();
  };
  const there = () => {
    const wasIdle = timer === undefined;
    clearTimeout(timer);
    timer = setTimeout(gone, idleMs);
    if (wasIdle) onBack();
  };
  timer = setTimeout(gone, idleMs);
  for (const sign of signs) target.addEventListener(sign, there, { capture: true, passive: true });
  return () => {
    clearTimeout(timer);
    for (const sign of signs) target.removeEventListener(sign, there, { capture: true });
  };
}
