/** What a delivery holds, under the names that forms have, such as `MessageSid`. */
export type Fields = ReadonlyMap<string, unknown>;

/** Events write `messageSid` as well, and lists `message_sid`. Of a name that comes twice the first value stands. */
export function fieldsOf(entries: Iterable<readonly [string, unknown]>): Fields {
  const fields = new Map<string, unknown>();
  for (const [name, value] of entries) {
    const key = name.replace(/(?:^|_)[a-z]/g, (start) => start.slice(-1).toUpperCase());
    if (!fields.has(key)) fields.set(key, value);
  }
  return fields;
}

/** The first of these fields that has a text, or a number as its digits; the first one's of a repeated field. */
export function word(fields: Fields, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = fields.get(name);
    if (value === undefined) continue;
    const one = Array.isArray(value) ? value[0] : value;
    const text = typeof one === 'number' ? String(one) : one;
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
