import {
  type Database,
  type Decision,
  DeskrailError,
  type DeskrailEvent,
  type EventLog,
  type Sql,
  type StoredEvent,
  type StreamName,
} from '@deskrail/contracts';

/** What a recommendation was made from and what became of it: enough to stand where the copilot stood. */
const streamsRead = ['facts', 'decisions', 'actions'] as const satisfies readonly StreamName[];
type StreamRead = (typeof streamsRead)[number];

/** What takes text out. It is told first, so that what was erased since is not taken up again. */
const erasing = ['message.redacted.v1', 'message.made-private.v1', 'case.deleted.v1', 'customer.deleted.v1'];

const tables = [
  `create table recorded (
    stream text not null, tenant text not null, id text not null, type text not null, appended integer not null,
    rank integer not null, part integer not null, place integer not null, position text not null,
    fact text, recommendation text, visited integer not null default 0, event text not null)`,
  'create unique index recorded_by_id on recorded (stream, tenant, id)',
  'create index recorded_in_order on recorded (appended, rank, part, place)',
  'create index recorded_by_fact on recorded (tenant, fact) where fact is not null',
  'create index recorded_by_recommendation on recorded (tenant, recommendation) where recommendation is not null',
  "create index recorded_erasing on recorded (type) where stream = 'facts'",
  'create table paired (tenant text not null, id text not null, primary key (tenant, id)) without rowid',
];

export interface GatherOptions {
  readonly log: EventLog;
  readonly tenant?: string | undefined;
  readonly signal: AbortSignal;
  readonly onProgress?: ((events: number) => void) | undefined;
}

export interface RecordedPair {
  readonly tenant: string;
  readonly id: string;
}

/** The log in a scratch file, in the order in which it was appended across streams and partitions. */
export interface RecordedEvents {
  /** Copy what the log holds now. */
  gather(options: GatherOptions): Promise<number>;
  erasing(): AsyncIterable<StoredEvent>;
  /** In order of append; those of `decisions` and `actions` up to `until` as well. */
  inOrder(options: { readonly until: number }): AsyncIterable<StoredEvent>;
  /** Decisions about one fact: recommendations, whether proposed or withheld. */
  about(tenant: string, fact: string): Promise<readonly Decision[]>;
  /** What became of a recommendation: verdicts, its end. */
  after(tenant: string, recommendation: string): Promise<readonly Decision[]>;
  /** The fact was looked at: a recommendation about it that finds no other is one that nobody would make now. */
  visit(tenant: string, fact: string): Promise<void>;
  pair(pairs: readonly RecordedPair[]): Promise<void>;
  /** Recommendations about facts that were visited, and that were paired with none. */
  unpaired(): AsyncIterable<Decision>;
}

const atOnce = 500;

export async function openRecordedEvents(database: Database): Promise<RecordedEvents> {
  await database.write(async (sql) => {
    for (const text of tables) await sql.run(text);
  });
  const events = (text: string, parameters: readonly (string | number)[]) =>
    database.read(async (sql) => (await sql.all<Row>(text, parameters)).map(storedOf));
  const decisions = async (text: string, parameters: readonly (string | number)[]) =>
    (await events(text, parameters)).map(({ event }) => event as Decision);

  /** Read at the end alone, so written together. */
  let marks: { readonly text: string; readonly of: readonly string[] }[] = [];
  async function mark(): Promise<void> {
    const waiting = marks;
    marks = [];
    await database.write(async (sql) => {
      for (const { text, of } of waiting) await sql.run(text, of);
    });
  }

  async function* paged(
    condition: string,
    parameters: readonly (string | number)[],
    from = 'recorded r',
  ): AsyncGenerator<StoredEvent> {
    let after: readonly (string | number)[] = [-1, -1, -1, -1];
    for (;;) {
      const rows = await database.read((sql) =>
        sql.all<Row>(
          `select r.* from ${from} where (r.appended, r.rank, r.part, r.place) > (?, ?, ?, ?) and ${condition}
            order by r.appended, r.rank, r.part, r.place limit ${atOnce}`,
          [...after, ...parameters],
        ),
      );
      for (const row of rows) yield storedOf(row);
      const last = rows.at(-1);
      if (last === undefined || rows.length < atOnce) return;
      after = [last.appended, last.rank, last.part, last.place];
    }
  }

  return {
    gather: (options) => gather(database, options),
    erasing: () => paged(`r.stream = 'facts' and r.type in (${erasing.map(() => '?').join(', ')})`, erasing),
    inOrder: ({ until }) => paged('r.appended <= ?', [until]),
    about: (tenant, fact) =>
      decisions('select * from recorded where tenant = ? and fact = ? order by appended, place', [tenant, fact]),
    after: (tenant, id) =>
      decisions(
        'select * from recorded where tenant = ? and recommendation = ? and fact is null order by appended, place',
        [tenant, id],
      ),
    async visit(tenant, fact) {
      marks.push({
        text: "update recorded set visited = 1 where stream = 'facts' and tenant = ? and id = ?",
        of: [tenant, fact],
      });
      if (marks.length >= atOnce) await mark();
    },
    async pair(pairs) {
      const text = 'insert into paired (tenant, id) values (?, ?) on conflict do nothing';
      for (const { tenant, id } of pairs) marks.push({ text, of: [tenant, id] });
      if (marks.length >= atOnce) await mark();
    },
    async *unpaired() {
      await mark();
      const from = `recorded r join recorded f on f.stream = 'facts' and f.tenant = r.tenant and f.id = r.fact and f.visited = 1`;
      const condition = 'not exists (select 1 from paired p where p.tenant = r.tenant and p.id = r.recommendation)';
      for await (const { event } of paged(condition, [], from)) yield event as Decision;
    },
  };
}

interface Row extends Record<string, string | number | bigint | null | Uint8Array> {
  readonly stream: StreamName;
  readonly appended: number;
  readonly rank: number;
  readonly part: number;
  readonly place: number;
  readonly position: string;
  readonly event: string;
}

const storedOf = ({ stream, appended, position, event }: Row): StoredEvent =>
  ({
    ...{ stream, position, cursor: position, appendedAt: new Date(Number(appended)).toISOString() },
    event: JSON.parse(event) as DeskrailEvent,
  }) as StoredEvent;

async function gather(database: Database, { log, tenant, signal, onProgress }: GatherOptions): Promise<number> {
  let count = 0;
  for (const stream of streamsRead) {
    let batch: StoredEvent[] = [];
    const flush = async () => {
      const rows = batch;
      batch = [];
      await database.write(async (sql) => {
        for (const stored of rows) await insert(sql, stream, stored);
      });
      count += rows.length;
      onProgress?.(count);
    };
    for await (const stored of log.read({ stream, from: 'start', until: 'end', signal })) {
      if (tenant !== undefined && stored.event.tenant !== tenant) continue;
      batch.push(stored as StoredEvent);
      if (batch.length >= atOnce) await flush();
    }
    if (batch.length > 0) await flush();
  }
  return count;
}

/** An id that the log holds twice is told once, as the store tells it. */
async function insert(sql: Sql, stream: StreamRead, { event, position, appendedAt }: StoredEvent): Promise<void> {
  const { fact, recommendation } = linksOf(event);
  const { rank, part, place } = placeOf(position, stream);
  await sql.run(
    `insert into recorded (stream, tenant, id, type, appended, rank, part, place, position, fact, recommendation, event)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing`,
    [
      ...[stream, event.tenant, event.id, event.type, Date.parse(appendedAt), rank, part, place, position],
      ...[fact, recommendation, JSON.stringify(event)],
    ],
  );
}

function linksOf(event: DeskrailEvent): { readonly fact: string | null; readonly recommendation: string | null } {
  const { about, recommendationId } = event.data as { about?: { fact?: string }; recommendationId?: string };
  const recommends = event.type.endsWith('.suggested.v1') || event.type === 'recommendation.withheld.v1';
  return { fact: (recommends && about?.fact) || null, recommendation: recommendationId ?? null };
}

/** Positions of one log count up across its streams; of partitions the time of append decides first, then the stream. */
function placeOf(position: string, stream: StreamRead) {
  const [, part, place] = /^(?:(\d+)\/)?(\d+)$/.exec(position) ?? [];
  if (place === undefined) throw new DeskrailError('internal', `A position reads ${position}: neither 17 nor 3/17.`);
  if (part === undefined) return { rank: 0, part: 0, place: Number(place) };
  return { rank: streamsRead.indexOf(stream), part: Number(part), place: Number(place) };
}
