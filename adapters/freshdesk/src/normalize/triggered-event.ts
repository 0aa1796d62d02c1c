/** What an automation says that it fired for. */
export interface TriggeredEvent {
  /** Such as `status`, `note_type`, `reply_sent`, `ticket_action`. */
  readonly name: string;
  /** `private` of `{note_type:private}`. */
  readonly value?: string;
  readonly from?: string;
  readonly to?: string;
}

const maxLength = 10_000;

/**
 * `{status:{from:4,to:6}}`: a text that looks like JSON and is none; proper JSON and an object are read as well. Ids here
 * are numbers, while the other keys have names. `undefined` where nothing can be made of it. Values may be a customer's:
 * the time it takes grows with the length, whatever they hold.
 */
export function readTriggeredEvent(value: unknown): TriggeredEvent | undefined {
  const given = typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
  if (typeof given !== 'string' || given.length > maxLength) return undefined;
  const whole = given.trim();
  const colon = whole.indexOf(':');
  const name = colon < 0 ? '' : unquoted(whole.slice(whole.startsWith('{') ? 1 : 0, colon).trim());
  if (!/^[\w .-]{1,100}$/.test(name)) return undefined;
  const key = name.trim().toLowerCase();
  const rest = whole
    .slice(colon + 1)
    .replace(/\}$/, '')
    .trim();
  if (!rest.startsWith('{')) return rest === '' ? { name: key } : { name: key, value: bare(rest) };
  const from = /^\{\s*"?from"?\s*:/.exec(rest)?.[0].length;
  const to = (from === undefined ? /^\{\s*"?to"?\s*:/ : /,\s*"?to"?\s*:/).exec(rest);
  if (to === null) return { name: key };
  return withSides(key, bare(rest.slice(from ?? 0, from === undefined ? 0 : to.index)), bare(inside(rest, to)));
}

const unquoted = (name: string): string => name.replace(/^"?'?/, '').replace(/"?'?$/, '');

/** What stands after the key, without the brackets that close the event. */
function inside(rest: string, key: RegExpExecArray): string {
  let end = rest.length;
  while (rest[end - 1] === '}') end -= 1;
  return rest.slice(key.index + key[0].length, end);
}

function withSides(name: string, from: string, to: string): TriggeredEvent {
  return { name, ...(from === '' ? {} : { from }), ...(to === '' ? {} : { to }) };
}

/** Without quotation marks or brackets of a list; nothing for the words that stand for nothing. */
function bare(text: string): string {
  const plain = text
    .trim()
    .replace(/^\[([\s\S]*)\]$/, '$1')
    .replace(/^(["'])([\s\S]*)\1$/, '$2')
    .trim();
  return /^(null|nil|none|undefined|-|--)$/i.test(plain) ? '' : plain;
}
