import { mkdir, open } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DeskrailError, type EvidenceSource, isDeskrailError, systemClock } from '@deskrail/contracts';
import { findGaps, gapDraft, gapFileName, type KnowledgeGap } from '@deskrail/copilot';
import { evidenceSources } from '../evidence-sources.js';
import { type OpenParts, openParts } from '../open-parts.js';
import type { CommandDefinition, Given } from './definition.js';
import { usageError } from './parse.js';
import { givenParts } from './run-instance.js';
import { table } from './table.js';
import type { Terminal } from './terminal.js';
import { type OpenRecord, recordOptions, withRecord } from './with-record.js';

export const gaps: CommandDefinition = {
  name: 'gaps',
  about: 'Gather questions that nothing answered into drafts of articles to write.',
  options: {
    min: { type: 'string', value: 'N', about: 'Questions that ask alike, at least. Default: 3.' },
    out: { type: 'string', value: 'folder', about: 'Write each as a Markdown draft; one that is there is left alone.' },
    plain: { type: 'boolean', about: 'Leave addresses, numbers and cards of customers as they wrote them.' },
    json: { type: 'boolean', about: 'One JSON object a gap.' },
    ...recordOptions,
  },
  more: `A question counts where a reply was withheld for want of evidence, or rejected as wrong, incomplete or outdated. Those that ask
alike make one gap: a title, the questions, how many customers asked, and which sources came near. A draft holds no answer: a
person who knows writes it, and takes out "draft: true": until then no article folder answers from it.`,
  examples: ['deskrail gaps --since 30d', 'deskrail gaps --since 2026-01-01 --min 5 --out drafts'],
  async run(given, terminal) {
    const minimum = minimumAsked(given);
    const found = await withRecord(given, terminal, 'gaps', async (record) => {
      const parts = openParts({ logger: terminal.logger('error'), closeTimeoutMs: 5_000 });
      try {
        const nearest = nearestIn(await openSources(record, terminal, parts), terminal);
        return await findGaps(record.records(), { minimum, masked: !given.flag('plain'), nearest });
      } finally {
        await parts.close();
      }
    });
    const out = given.text('out');
    if (out !== undefined) await writeDrafts(found, resolve(terminal.directory, out), terminal);
    if (given.flag('json')) for (const gap of found) await terminal.print(JSON.stringify(gap));
    else if (found.length === 0) await terminal.print(`No ${minimum} questions that ask alike went unanswered.`);
    else
      for (const line of table(['asked', 'customers', 'title', 'came near'], found.map(cells)))
        await terminal.print(line);
    return 0;
  },
};

function minimumAsked(given: Given): number {
  const text = given.text('min') ?? '3';
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw usageError('--min is a whole number from 1, such as 3.', 'gaps');
}

const cells = ({ asked, customers, title, near }: KnowledgeGap): string[] => [
  String(asked),
  String(customers),
  title,
  near[0]?.id ?? '',
];

/** The sources that the configuration names, by words alone; nothing is kept of them, as an instance may run. */
async function openSources({ reached, store }: OpenRecord, { logger }: Terminal, parts: OpenParts) {
  const { config, environment } = reached;
  const knowledge = environment.knowledge ?? config.knowledge;
  const macros = environment.macros ?? config.macros;
  const options = {
    ...(knowledge !== undefined && { knowledge }),
    ...(macros !== undefined && { macros }),
    ...(config.sources !== undefined && { sources: config.sources }),
  };
  for (const [name, part] of givenParts({ sources: config.sources ?? [] })) parts.add(name, part);
  const opened = await evidenceSources({ options, store, clock: systemClock, logger: logger('error') });
  return parts.add('evidence sources', opened).sources;
}

/** Asks the sources. One that is away is left out, and said so. */
function nearestIn(sources: readonly EvidenceSource[], { signal, say }: Terminal) {
  const away = new Set<string>();
  const ask = async (source: EvidenceSource, text: string, tenant: string) => {
    try {
      const query = { tenant, text, earlier: [], scopes: [`tenant:${tenant}`], limit: 3 };
      return await source.retrieve(query, { signal });
    } catch (error) {
      signal.throwIfAborted();
      if (!away.has(source.name))
        say(`${source.name} could not be asked (${isDeskrailError(error) ? error.code : 'internal'})`);
      away.add(source.name);
      return [];
    }
  };
  return async (text: string, tenant: string) =>
    (await Promise.all(sources.map((source) => ask(source, text, tenant)))).flat();
}

/** What a person has begun to write is never written over. */
async function writeDrafts(found: readonly KnowledgeGap[], folder: string, { say }: Terminal): Promise<void> {
  const several = new Set(found.map(({ tenant }) => tenant)).size > 1;
  await mkdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw new DeskrailError('config-invalid', `${folder} cannot be made (${error.code ?? 'the system refused'}).`);
  });
  let written = 0;
  for (const gap of found) {
    const file = await open(join(folder, gapFileName(gap, several)), 'wx').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return undefined;
      throw new DeskrailError(
        'config-invalid',
        `${folder} cannot be written to (${error.code ?? 'the system refused'}).`,
      );
    });
    if (file === undefined) continue;
    await file.writeFile(gapDraft(gap)).finally(() => file.close());
    written += 1;
  }
  const kept = found.length - written;
  say(`${written} drafts in ${folder}${kept > 0 ? `; ${kept} were there already and were left alone` : ''}`);
}
