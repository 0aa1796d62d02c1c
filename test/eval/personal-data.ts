import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findPersonalData, type PersonalData, type PersonalKind } from '@deskrail/copilot';
import type { Figure, Measure } from './measure.ts';

interface Row {
  readonly text: string;
  readonly spans: readonly { readonly type: string; readonly start: number; readonly end: number }[];
}

/** The set's types, ours, and what is asked of the recall. */
const kinds: readonly (readonly [type: string, kind: PersonalKind, atLeast: number])[] = [
  ['EMAIL_ADDRESS', 'email', 100],
  ['CREDIT_CARD', 'card', 100],
  ['US_SSN', 'ssn', 100],
  ['IP_ADDRESS', 'ip', 100],
  ['IBAN_CODE', 'iban', 95],
  ['PHONE_NUMBER', 'phone', 90],
];

const optional: readonly (readonly [type: string, kind: PersonalKind])[] = [
  ['PERSON', 'name'],
  ['ADDRESS', 'address'],
];

type Found = readonly (Row & { readonly found: readonly PersonalData[] })[];

const covers = (found: readonly PersonalData[], kind: PersonalKind, span: { start: number; end: number }): boolean =>
  found.some((one) => one.kind === kind && one.start <= span.start && one.end >= span.end);

const touches = (found: readonly PersonalData[], kind: PersonalKind, span: { start: number; end: number }): boolean =>
  found.some((one) => one.kind === kind && one.start < span.end && one.end > span.start);

function recall(rows: Found, type: string, isFound: (row: Found[number], span: Row['spans'][number]) => boolean) {
  const spans = rows.flatMap((row) => row.spans.filter((span) => span.type === type).map((span) => ({ row, span })));
  const found = spans.filter(({ row, span }) => isFound(row, span)).length;
  return { value: spans.length === 0 ? 0 : (100 * found) / spans.length, count: spans.length };
}

/** Of the texts that hold none of the types, the part in which one of the kinds is found. */
function falseAlarms(rows: Found, types: readonly string[], looked: readonly PersonalKind[]) {
  const clean = rows.filter(({ spans }) => !spans.some(({ type }) => types.includes(type)));
  const alarmed = clean.filter(({ found }) => found.some(({ kind }) => looked.includes(kind)));
  return { value: (100 * alarmed.length) / Math.max(1, clean.length), count: clean.length };
}

const optionalFigures = (rows: Found): Figure[] =>
  optional.flatMap(([type, kind]) => {
    const whole = recall(rows, type, ({ found }, span) => covers(found, kind, span));
    const part = recall(rows, type, ({ found }, span) => touches(found, kind, span));
    const alarms = falseAlarms(rows, [type, 'LOCATION', 'ORGANIZATION'], [kind]);
    return [
      {
        name: `Personal data, option ${kind}: recall`,
        value: whole.value,
        unit: '%',
        how: `${whole.count} marked, found whole`,
      },
      { name: `Personal data, option ${kind}: recall in part`, value: part.value, unit: '%' },
      {
        name: `Personal data, option ${kind}: false alarms`,
        value: alarms.value,
        unit: '%',
        how: `of ${alarms.count} texts without any, nor a place or an organization`,
      },
    ];
  });

/** Recall by kind, a value counting as found where it is covered whole by a finding of its kind. */
const personalData: Measure = {
  name: 'personal-data',
  needs: ['pii-presidio-large'],
  async run({ data }) {
    const lines = (await readFile(join(data, 'pii-presidio-large', 'texts.jsonl'), 'utf8')).split('\n').filter(Boolean);
    const texts = lines.map((line): Row => JSON.parse(line));
    const rows = texts.map((row) => ({ ...row, found: findPersonalData(row.text) }));
    const alarms = falseAlarms(
      rows,
      kinds.map(([type]) => type),
      kinds.map(([, kind]) => kind),
    );
    const withOptions = texts.map((row) => ({
      ...row,
      found: findPersonalData(row.text, { names: true, addresses: true }),
    }));
    return [
      ...kinds.map(([type, kind, atLeast]): Figure => {
        const { value, count } = recall(rows, type, ({ found }, span) => covers(found, kind, span));
        return {
          name: `Personal data, ${kind}: recall`,
          value,
          unit: '%',
          asked: { atLeast },
          how: `${count} marked, found whole`,
        };
      }),
      {
        name: 'Personal data: false alarms',
        value: alarms.value,
        unit: '%',
        asked: { atMost: 2 },
        how: `of ${alarms.count} texts without any of the six kinds`,
      },
      ...optionalFigures(withOptions),
    ];
  },
};

export const measures: readonly Measure[] = [personalData];
