import { open, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Decision, EventLog, Feature, Store } from '@deskrail/contracts';
import type { AskedParts } from './asked-parts.js';
import { type Compared, compareFact, compareGone } from './compare.js';
import type { Guard } from './guard.js';
import type { RecordedEvents } from './recorded-events.js';
import type { ReplayEnd } from './replay-facts.js';
import { isRecommendation, isSuggestion, type Recommendation, type ReplayedFact } from './replayed.js';
import { createTally, type Summary } from './summary.js';

export interface ReplayOutputOptions {
  /** Of the replay's own, made and empty. */
  readonly folder: string;
  readonly id: string;
  /** The replay's own streams. */
  readonly own: EventLog;
  readonly since: string;
  readonly until: string;
  readonly named: Pick<AskedParts, 'modelName' | 'prompt' | 'policy' | 'options' | 'notes'>;
  readonly guard: Pick<Guard, 'refused'>;
  readonly compare: boolean;
  readonly texts: boolean;
  /** How many pairs that differ are kept to be shown. */
  readonly examples: number;
}

/** Where a replay is written: its own streams, `comparison.jsonl` and `summary.json`. */
export interface ReplayOutput {
  replayed(fact: ReplayedFact, recorded: RecordedEvents): Promise<void>;
  end(end: ReplayEnd): Promise<void>;
  /** What was written so far stands, and says that it is a part. */
  interrupted(): Promise<void>;
  told(): { readonly summary: Summary; readonly examples: readonly Compared[] };
  close(): Promise<void>;
}

/** Of the replay's own streams, in one append. */
const eventsAtOnce = 200;

export async function openReplayOutput(options: ReplayOutputOptions): Promise<ReplayOutput> {
  const { folder, own, compare, texts } = options;
  const tools = (options.named.options.tools ?? []).map(({ name }) => name);
  const tally = createTally();
  const examples = telling(options.examples);
  const lines = compare ? await open(join(folder, 'comparison.jsonl'), 'wx', 0o600) : undefined;
  let facts = 0;
  let ended: ReplayEnd | undefined;

  const summary = (): Summary => ({
    id: options.id,
    complete: ended !== undefined,
    since: options.since,
    until: options.until,
    with: withOf(options),
    events: ended?.events ?? 0,
    facts,
    ...tally.counts(),
    failed: ended?.failed ?? {},
    refused: Object.fromEntries(options.guard.refused),
    ...(compare && { compared: tally.comparison() }),
  });
  /** Whole or not there: nobody reads half of it. */
  async function save(): Promise<void> {
    const path = join(folder, 'summary.json');
    await writeFile(`${path}.part`, `${JSON.stringify(summary(), undefined, 2)}\n`, { mode: 0o600 });
    await rename(`${path}.part`, path);
  }
  async function write(compared: readonly Compared[]): Promise<void> {
    for (const line of compared) {
      tally.compared(line);
      examples.see(line);
    }
    if (compared.length > 0) await lines?.appendFile(compared.map((line) => `${JSON.stringify(line)}\n`).join(''));
  }

  let [decisions, derived]: [Decision[], Feature[]] = [[], []];
  async function flush(): Promise<void> {
    const waiting = { decisions, derived };
    [decisions, derived] = [[], []];
    if (waiting.decisions.length > 0) await own.append('decisions', waiting.decisions);
    if (waiting.derived.length > 0) await own.append('features', waiting.derived);
  }

  await save();
  return {
    async replayed(fact, recorded) {
      const { recommendations, features } = fact;
      if (recommendations.length > 0) facts += 1;
      const source = `/replay/${options.id}`;
      decisions.push(...recommendations.map((event) => ({ ...event, source })));
      derived.push(...features.map((event) => ({ ...event, source })));
      if (decisions.length >= eventsAtOnce) await flush();
      for (const event of recommendations) tally.recommended(event);
      if (compare) await write(await compareFact(fact, { recorded, texts, tools }));
    },
    async end(end) {
      if (compare) {
        for await (const event of end.recorded.unpaired()) {
          if (!isRecommendation(event) || !isSuggestion(event) || event.data.about.question !== undefined) continue;
          if (await isErased(end.store, event)) tally.erased();
          else await write([await compareGone(event, { recorded: end.recorded, texts, tools })]);
        }
      }
      await flush();
      ended = end;
      await save();
    },
    async interrupted() {
      await flush();
      await save();
    },
    told: () => ({ summary: summary(), examples: examples.list() }),
    close: async () => lines?.close(),
  };
}

const withOf = ({ named }: ReplayOutputOptions): Summary['with'] => ({
  model: named.modelName,
  ...(named.prompt !== undefined && { prompt: named.prompt }),
  policy: named.policy.version,
  rules: named.policy.rules,
  knowledge: [named.options.knowledge ?? []].flat(),
  notes: named.notes,
});

/** Pairs that differ, so many at most: first one of each way of differing, then more. */
function telling(atMost: number) {
  const [first, more]: [Map<string, Compared>, Compared[]] = [new Map(), []];
  return {
    see(line: Compared): void {
      if (line.standing === 'same' || line.standing === 'unrecorded' || line.standing === 'not-judged') return;
      const way = [line.kind, line.standing, line.judged, ...line.differences].join(' ');
      if (!first.has(way)) {
        if (first.size < atMost) first.set(way, line);
      } else if (more.length < atMost) more.push(line);
    },
    list: (): readonly Compared[] => [...first.values(), ...more].slice(0, atMost),
  };
}

/** Whether the words that it answered are there no more. */
async function isErased(
  store: Pick<Store, 'conversation'>,
  { tenant, subject, data }: Recommendation,
): Promise<boolean> {
  const conversation = await store.conversation(tenant, subject);
  if (conversation === undefined || conversation.deleted !== undefined) return true;
  const message = conversation.messages.find(
    ({ fact, otherFacts = [] }) => fact === data.about.fact || otherFacts.includes(data.about.fact ?? ''),
  );
  return message === undefined || message.redacted === true || message.visibility !== 'public';
}
