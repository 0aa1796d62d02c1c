import fc from 'fast-check';

/** Values where a field's usual one was expected: of other types, at the limits, hostile. */
const fixed: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1.5, 1e21, -0, '', ' ', '0', 'null', 'undefined', 'NaN', '[object Object]'],
  ...[[], {}, [[]], [null], [{}], { __proto__: null, constructor: 1 }, '__proto__', 'constructor', 'toString'],
  ...['\u0000', '\ud800', '\udc00x', '\ufeff', '\u202e', '\u2028', '🦊'.repeat(200), 'é'.repeat(600), '\r\n\r\n'],
  ...['2026-03-02T08:00:00Z', '9999-99-99T99:99:99Z', '0000-01-01T00:00:00.000000000Z', '-1', '1e400', '2026-03-02'],
  ...['+15550100142', 'whatsapp:', 'whatsapp:+15550100142', 'STOP', 'stop ', 'OPEN', 'ready', 'urgent', 'private'],
  ...['x'.repeat(300), 'x'.repeat(5_000), '1'.repeat(400), 'a b '.repeat(900), '%', '%zz%00', '{{ticket.id}}', '<p>'],
  ...['{"a":1}', '{"deskrail_action":"act_1"}', '[{"Sid":1}]', '"', '\\', "'", 'a,b', 'status:{from:1,to:2}'],
];

/** What a careless parser takes a time for that grows with the square of its length, or worse. */
const long: readonly string[] = [
  ...['<', '<a ', '<a "', '<!--', '&#', '&amp', '<p>', '</script', '{"a":', '[', '\n ', ' ', '\\"', "a='"],
  ...['From: x ', '> ', 'on x wrote:', 'status:{', ',', ':', '{{', '0', '1', '-', '%25', '@', 'a@', '=\r\n', '\t'],
].map((part) => part.repeat(Math.ceil(60_000 / part.length)));

export const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...fixed) },
  { weight: 4, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 2, arbitrary: fc.double() },
  { weight: 1, arbitrary: fc.constantFrom(...long) },
);

export const oddText: fc.Arbitrary<string> = oddValue.map((value) =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? ''),
);
