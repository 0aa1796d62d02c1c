/** What a key means outside of a text field; a number is that of a piece of evidence. */
export type KeyAction =
  | 'next'
  | 'previous'
  | 'enter'
  | 'approve'
  | 'edit'
  | 'reject'
  | 'respond'
  | 'comment'
  | 'escalate'
  | 'pass'
  | 'take-next'
  | 'show-latest'
  | 'escape'
  | 'help'
  | number;

const actions: Readonly<Record<string, KeyAction>> = {
  j: 'next',
  k: 'previous',
  Enter: 'enter',
  a: 'approve',
  e: 'edit',
  r: 'reject',
  w: 'respond',
  c: 'comment',
  x: 'escalate',
  p: 'pass',
  n: 'take-next',
  s: 'show-latest',
  Escape: 'escape',
  '?': 'help',
};

/** The action of a key press; none while somebody writes, holds a modifier, or presses Enter on a control. */
export function keyAction(event: KeyboardEvent, singleKeys: boolean): KeyAction | undefined {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const { key } = event;
  const action = /^[1-9]$/.test(key) ? Number(key) : actions[key.length === 1 ? key.toLowerCase() : key];
  const target = event.composedPath()[0];
  if (!action || (action !== 'escape' && isField(target))) return undefined;
  if (action === 'enter') return isControl(target) ? undefined : action;
  return singleKeys || action === 'escape' ? action : undefined;
}

const isField = (target: EventTarget | undefined): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches('textarea, select, input:not([type=radio], [type=checkbox])'));

const isControl = (target: EventTarget | undefined): boolean =>
  target instanceof HTMLElement && target.matches('button, a, input, select, textarea, summary, [role=tab]');
