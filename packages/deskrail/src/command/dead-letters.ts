import { type DeadLetterView, deadLetterRecorded, isDeskrailError, type RedrivenLetter } from '@deskrail/contracts';
import type { CommandDefinition, Given } from './definition.js';
import { type Letter, type LetterDesk, type LetterFilter, withLetters, withRedriving } from './letter-desk.js';
import { usageError } from './parse.js';
import { placeOptions, placesAsked } from './reach-log.js';
import { table } from './table.js';
import type { Terminal } from './terminal.js';
import { wayOf } from './ways.js';

const ways = ['list', 'show', 'redrive'] as const;
const reasons = deadLetterRecorded.data.shape.reason.options;
const idsAtMost = 1_000;

export const deadLetters: CommandDefinition = {
  name: 'dead-letters',
  about: 'List, show or redrive what could not be read or handled.',
  positionals: `<${ways.join(' | ')}> [id …]`,
  positionalCount: [1, idsAtMost + 1],
  options: {
    reason: { type: 'string', value: 'reason', choices: reasons, about: `One of ${reasons.join(', ')}.` },
    group: { type: 'string', value: 'name', about: 'The consumer group that failed.' },
    connection: { type: 'string', value: 'id', about: 'The desk’s connection.' },
    since: { type: 'string', value: 'time', about: 'Recorded at or after this, such as 2026-01-31T09:30:00Z.' },
    all: { type: 'boolean', about: 'With redrive: all that the filters let through.' },
    json: { type: 'boolean', about: 'One JSON object a line; show prints what was received, personal text included.' },
    ...placeOptions,
  },
  more: `An event is redriven to the group that failed, late as it is: no other group sees it. A webhook is read again with
today's adapter. On an embedded log that an instance writes, redrive goes through that instance's API.
What was redriven stays in the list for as long as the stream is kept: redriving it again does no harm.`,
  examples: [
    'deskrail dead-letters list --reason stale --since 2026-01-31T09:30:00Z',
    'deskrail dead-letters show dead-letter/copilot/facts/…',
    'deskrail dead-letters redrive --all --group copilot',
  ],
  async run(given, terminal) {
    const [word, ...ids] = given.positionals;
    const way = wayOf(word, ways, 'dead-letters');
    const filter = filterAsked(given);
    const reached = await placesAsked(given, terminal);
    if (way === 'list') {
      if (ids.length > 0) throw usageError('list takes no ids: give them to show.', 'dead-letters');
      return withLetters(reached, terminal, (desk) => list(desk, filter, given, terminal));
    }
    if (way === 'show') {
      const [id, ...others] = ids;
      if (id === undefined || others.length > 0) throw usageError('show wants one id.', 'dead-letters');
      return withLetters(reached, terminal, async (desk) => {
        await terminal.print(JSON.stringify((await desk.find(id)).view, null, given.flag('json') ? 0 : 2));
        return 0;
      });
    }
    if (given.flag('all') === ids.length > 0) throw usageError('redrive wants ids, or --all.', 'dead-letters');
    return withRedriving(reached, terminal, async (desk) => {
      const letters = ids.length > 0 ? await named(desk, ids) : await everyOne(desk, filter);
      return redriveAll(letters, given, terminal);
    });
  },
};

function filterAsked(given: Given): LetterFilter {
  const reason = reasons.find((known) => known === given.text('reason'));
  const group = given.text('group');
  const connection = given.text('connection');
  const since = given.text('since');
  if (since !== undefined && (!/^\d{4}-\d\d-\d\d/.test(since) || Number.isNaN(Date.parse(since)))) {
    throw usageError('--since is no time: write 2026-01-31T09:30:00Z.', 'dead-letters');
  }
  return {
    ...(reason && { reason }),
    ...(group && { group }),
    ...(connection && { connection }),
    ...(since && { since: new Date(since).toISOString() }),
  };
}

async function list(desk: LetterDesk, filter: LetterFilter, given: Given, terminal: Terminal): Promise<number> {
  if (given.flag('json')) {
    for await (const { view } of desk.all(filter)) {
      const { body, bodyEncoding, ...summary } = view;
      await terminal.print(JSON.stringify(summary));
    }
    return 0;
  }
  const rows: string[][] = [];
  for await (const { view } of desk.all(filter)) rows.push(rowOf(view));
  if (rows.length === 0) {
    terminal.say('There are no dead letters here.');
    return 0;
  }
  for (const line of table(['recorded', 'reason', 'code', 'tries', 'from', 'id'], rows)) await terminal.print(line);
  return 0;
}

const rowOf = ({ at, reason, code, attempts, from, id }: DeadLetterView): string[] => [
  ...[at, reason, code, String(attempts)],
  from.kind === 'webhook' ? `webhook of ${from.connection}` : `${from.stream} ${from.position} of ${from.group}`,
  id,
];

const named = (desk: LetterDesk, ids: readonly string[]): Promise<Letter[]> =>
  Promise.all([...new Set(ids)].map((id) => desk.find(id)));

/** What is there now, each once: one that fails again while this runs is not taken again. */
async function everyOne(desk: LetterDesk, filter: LetterFilter): Promise<Letter[]> {
  const latest = new Map<string, Letter>();
  for await (const letter of desk.all(filter)) latest.set(letter.view.id, letter);
  return [...latest.values()];
}

const lettersBetween = 100;

/** Exit code 1 where one of them could not be redriven; the others are. */
async function redriveAll(letters: readonly Letter[], given: Given, terminal: Terminal): Promise<number> {
  let failed = 0;
  for (const [index, letter] of letters.entries()) {
    terminal.signal.throwIfAborted();
    if (index > 0 && index % lettersBetween === 0) terminal.say(`${index} of ${letters.length} …`);
    const outcome = await redriveOne(letter, terminal);
    if ('failed' in outcome) failed += 1;
    await terminal.print(given.flag('json') ? JSON.stringify(outcome) : lineOf(outcome));
  }
  terminal.say(`${letters.length - failed} redriven${failed > 0 ? `, ${failed} could not be` : ''}.`);
  return failed > 0 ? 1 : 0;
}

type Outcome = RedrivenLetter | { readonly id: string; readonly failed: string; readonly message: string };

async function redriveOne(letter: Letter, { signal }: Terminal): Promise<Outcome> {
  try {
    return await letter.redrive();
  } catch (error) {
    signal.throwIfAborted();
    const { code = 'internal', message = '' } = error as { readonly code?: string; readonly message?: string };
    // With the log away the next would fail as well.
    if (isDeskrailError(error, 'dependency-unavailable')) throw error;
    return { id: letter.view.id, failed: code, message };
  }
}

function lineOf(outcome: Outcome): string {
  if ('failed' in outcome) return `not redriven  ${outcome.id}: ${outcome.message} (${outcome.failed})`;
  if (outcome.to === 'group') return `redriven to ${outcome.group}  ${outcome.id}`;
  const { facts = 0, id } = outcome;
  return `redriven to the receiver, ${facts} ${facts === 1 ? 'fact' : 'facts'}  ${id}`;
}
