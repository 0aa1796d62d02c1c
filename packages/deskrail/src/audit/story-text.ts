import type { Story, StoryEntry } from './story.js';

const width = 100;
const indent = '     ';

/** The story as plain text, set for reading and printing. */
export function storyText(story: Story, printedAt: string): string[] {
  const { tenant, conversation, connection, status, entries } = story;
  const about = [
    `Tenant ${tenant}`,
    ...(connection === undefined ? [] : [`connection ${connection}`]),
    ...(status === undefined ? [] : [`status ${status}`]),
    `printed ${printedAt}`,
  ];
  return [
    `The case ${printable(conversation)}`,
    printable(about.join(' · ')),
    '',
    ...summary(story),
    ...entries.flatMap((entry, index) => ['', ...entryLines(entry, index + 1)]),
    '',
    'In the order in which the record got them. Hashes are cut short here; --format json has them whole.',
  ];
}

function summary({ entries, chainFaults }: Story): string[] {
  const count = (...types: string[]) => entries.filter(({ type }) => types.includes(`${type.split('.v')[0]}`)).length;
  const received = count('message.received') + entries.filter(({ opening }) => opening === true).length;
  const suggested = entries.filter(({ type }) => type.includes('.suggested.')).length;
  const proven = entries.filter(({ chain }) => chain !== undefined);
  const asWritten = proven.filter(({ chain }) => chain === 'as-linked').length;
  const verdicts = entries.filter(({ signature }) => signature !== undefined);
  const valid = verdicts.filter(({ signature }) => signature === 'valid').length;
  return [
    `${counted(entries.length, 'event')}: ${counted(received, 'message')} received, ${suggested} suggested, ${counted(verdicts.length, 'verdict')}, ${counted(count('action.executed'), 'action')} carried out, ${count('action.failed')} failed.`,
    `Proven: ${asWritten} of ${counted(proven.length, 'decision or action', 'decisions and actions')} stand in the chain as written; ${valid} of ${counted(verdicts.length, 'signature')} verified.`,
    ...(chainFaults === 0
      ? []
      : [`THE TENANT’S CHAIN IS BROKEN IN ${counted(chainFaults, 'PLACE', 'PLACES')}: run deskrail audit verify.`]),
  ].flatMap((line) => folded(line, width));
}

const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

function entryLines({ at, recordedAt, what, who, details, texts, proof }: StoryEntry, number: number): string[] {
  const late = Math.abs(Date.parse(recordedAt) - Date.parse(at)) > 60_000 ? [`Recorded ${recordedAt}`] : [];
  return [
    `${String(number).padStart(3)}. ${at}  ${printable(what)}`,
    ...(what.startsWith(`${who} `) ? [] : wrapped(`By ${who}`)),
    ...[...late, ...details].flatMap(wrapped),
    ...texts.flatMap(({ label, text }) => [`${indent}${printable(label)}:`, ...quoted(text)]),
    ...wrapped(`Proof: ${proof}`),
  ];
}

const quoted = (text: string): string[] =>
  text
    .split(/\r?\n/)
    .flatMap((line) => folded(line, width - indent.length - 4).map((part) => `${indent}  │ ${part}`.trimEnd()));

function wrapped(line: string): string[] {
  const short = line.replace(/\b(sha256:[0-9a-f]{12})[0-9a-f]{52}\b/g, '$1…');
  const [first = '', ...rest] = folded(short, width - indent.length - 2);
  return [`${indent}${first}`, ...rest.map((part) => `${indent}  ${part}`)];
}

/** At spaces; a word that is longer than a line keeps its own. */
function folded(text: string, room: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of printable(text).split(' ')) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** What would move the cursor, or turn the direction of the line, is shown as its number: texts are other people’s. */
const printable = (text: string): string =>
  text.replace(
    /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu,
    (sign) => `\\u${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
