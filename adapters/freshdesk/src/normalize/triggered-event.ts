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
const outer = /^\s*\{?\s*"?'?([\w .-]{1,100}?)"?'?\s*:\s*([\s\S]*?)\s*\}?\s*$/;

/**
 * `{status:{from:4,to:6}}`: a text that looks like JSON and is none; proper JSON and an object are read as well. Ids here
 * are numbers, while the other keys have names. `undefined` where nothing can be made of it.
 */
export function readTriggeredEvent(value: unknown): TriggeredEvent | undefined {
  const given = typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
  if (typeof given !== 'string' || given.length > maxLength) return undefined;
  const [, name, rest = ''] = outer.exec(given.trim()) ?? [];
  if (name === undefined) return undefined;
  const key = name.trim().toLowerCase();
  if (!rest.startsWith('{')) return rest === '' ? { name: key } : { name: key, value: bare(rest) };
  const [, from = '', to = ''] =
    /^\{\s*"?from"?\s*:\s*([\s\S]*?)\s*,\s*"?to"?\s*:\s*([\s\S]*?)\s*\}*$/.exec(rest) ?? [];
  const [, toAlone] = from === '' && to === '' ? (/^\{\s*"?to"?\s*:\s*([\s\S]*?)\s*\}*$/.exec(rest) ?? []) : [];
  return withSides(key, bare(from), bare(toAlone ?? to));
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
