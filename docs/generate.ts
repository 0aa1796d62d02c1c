/** Writes `docs/reference/` from the contracts: `npm run docs`. A test fails while what is written here is not what they say. */
import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { type EventDefinition, errorMeanings, streamNames, streams, vocabulary } from '@deskrail/contracts';
import { z } from 'zod';
import { metricsPage } from './metrics-page.ts';

interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly privacy?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly $ref?: string;
}

const note = '<!-- Written by `npm run docs`. Change the contracts, not this page. -->';

/** The pages of `docs/reference/` that are generated, by file name. */
export function referencePages(): Readonly<Record<string, string>> {
  return {
    'events.md': eventsPage(),
    'metrics.md': metricsPage(),
    'errors.md': errorsPage(),
    'commands.md': commandsPage(),
  };
}

function eventsPage(): string {
  const intro = [
    '# Events',
    note,
    'Every event is a CloudEvent 1.0. Types are `noun.past-participle.vN`; a change of meaning is a new version beside the old.',
    'Privacy classes, least first: operational, pseudonymous, personal, content, secret. Readers dedupe by `id`.',
  ];
  return [...intro, ...streamNames.flatMap(streamSection)].join('\n\n').concat('\n');
}

function streamSection(name: (typeof streamNames)[number]): string[] {
  const { topic, holds, retentionDays } = streams[name];
  const definitions: readonly EventDefinition[] = vocabulary[name];
  return [
    `## ${topic}`,
    `Holds ${holds}. Kept for ${retentionDays} days from its append.`,
    ...definitions.flatMap(eventSection),
  ];
}

function eventSection(definition: EventDefinition): string[] {
  const schema = z.toJSONSchema(definition.data, { io: 'input' }) as JsonSchema;
  const rows = fieldsOf(schema, '').map(
    ({ path, kind, privacy, about }) => `| \`${path}\` | ${kind} | ${privacy} | ${about} |`,
  );
  return [
    `### ${definition.type}`,
    ['| field of data | type | privacy | |', '| --- | --- | --- | --- |', ...rows].join('\n'),
    `\`\`\`json\n${JSON.stringify(definition.examples[0], null, 2)}\n\`\`\``,
  ];
}

interface FieldRow {
  readonly path: string;
  readonly kind: string;
  readonly privacy: string;
  readonly about: string;
}

/** The fields of an object, its objects' fields behind them; nothing below a field that has its own privacy class. */
function fieldsOf(schema: JsonSchema, prefix: string): FieldRow[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const optional = schema.required?.includes(name) ? '' : '?';
    const path = `${prefix}${name}${optional}`;
    const inner = field.items?.properties ? field.items : field;
    const own = { path, kind: kindOf(field), privacy: field.privacy ?? '', about: cell(field.description ?? '') };
    if (field.privacy !== undefined || inner.properties === undefined) return [own];
    return [own, ...fieldsOf(inner, `${path}${inner === field ? '' : '[]'}.`)];
  });
}

function kindOf(schema: JsonSchema): string {
  if (schema.const !== undefined) return cell(JSON.stringify(schema.const));
  if (schema.enum) return cell(schema.enum.map((value) => JSON.stringify(value)).join(' \\| '));
  if (schema.items) return `${kindOf(schema.items)}[]`;
  const options = schema.anyOf ?? schema.oneOf;
  if (options) return [...new Set(options.map(kindOf))].join(' \\| ');
  return [schema.type ?? 'any'].flat().join(' \\| ');
}

const cell = (text: string): string => text.replaceAll('\n', ' ');

function errorsPage(): string {
  const intro = [
    '# Error codes',
    note,
    'Every error of Deskrail is a `DeskrailError` with one of these codes; over HTTP it is a problem+json whose `code` is the same.',
    'Codes are stable. Messages are for people, say how to mend it, and may change.',
  ];
  const rows = Object.entries(errorMeanings).map(([code, meaning]) => `| \`${code}\` | ${meaning} |`);
  return `${intro.join('\n\n')}\n\n${['| code | meaning |', '| --- | --- |', ...rows].join('\n')}\n`;
}

/** What the built command says of itself. */
function commandsPage(): string {
  const bin = new URL('../packages/deskrail/bin/deskrail.js', import.meta.url).pathname;
  const help = (...words: string[]) =>
    execFileSync(process.execPath, [bin, ...words, '--help'], { encoding: 'utf8' }).trim();
  const all = help();
  const names = [...(all.split('Commands:')[1]?.split('Options:')[0] ?? '').matchAll(/^ {2}([a-z-]+) /gm)];
  const intro = [
    '# Commands',
    '<!-- Written by `npm run docs`. Change the commands, not this page. -->',
    'Exit codes: 0 done, 1 failed, 2 mistyped, 130 ended by a second Ctrl-C. An error says its code and the fix.',
  ];
  const sections = names.flatMap(([, name = '']) => [`## deskrail ${name}`, `\`\`\`text\n${help(name)}\n\`\`\``]);
  return [...intro, `\`\`\`text\n${all}\n\`\`\``, ...sections].join('\n\n').concat('\n');
}

if (process.argv[1] === import.meta.filename) {
  for (const [file, text] of Object.entries(referencePages())) {
    const path = new URL(`reference/${file}`, import.meta.url);
    if ((await readFile(path, 'utf8').catch(() => '')) !== text) await writeFile(path, text);
  }
}
