/** What a delivery holds, under its names in lower case: forms write `MessageSid`, events `messageSid` as well. */
export type Fields = ReadonlyMap<string, unknown>;

/** Of a name that comes twice the first value stands. */
export function fieldsOf(entries: Iterable<readonly [string, unknown]>): Fields {
  const fields = new Map<string, unknown>();
  for (const [name, value] of entries) {
    const key = name.toLowerCase();
    if (!fields.has(key)) fields.set(key, value);
  }
  return fields;
}

/** The first of these fields that has a text, or a number as its digits. */
export function word(fields: Fields, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = fields.get(name.toLowerCase());
    const text = typeof value === 'number' ? String(value) : value;
    if (typeof text === 'string' && text !== '') return text;
  }
  return undefined;
}

const plainId = /^[A-Za-z]{2}[\dA-Za-z]{1,126}$/;

/** The first of these fields that is an id of Twilio's, such as `SM…`. */
export function sid(fields: Fields, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = word(fields, name);
    if (value !== undefined && plainId.test(value)) return value;
  }
  return undefined;
}
