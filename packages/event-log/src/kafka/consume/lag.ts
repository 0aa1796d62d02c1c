import type { Clock, Lag, StreamName } from '@deskrail/contracts';
import type { DriverAdmin, DriverReader } from '../driver.js';
import { parseGroupId } from '../topics/names.js';

export interface LagSource {
  readonly admin: DriverAdmin;
  readonly reader: DriverReader;
  readonly topicPrefix: string;
  topicOf(stream: StreamName): string;
  readonly clock: Clock;
}

/** What the groups of this installation have not done yet, group by group and stream by stream. */
export async function readLag(source: LagSource, only: string | undefined): Promise<readonly Lag[]> {
  const ids = await source.admin.groups();
  const known = ids.flatMap((id) => {
    const found = parseGroupId(id, source.topicPrefix);
    return found === undefined || (only !== undefined && found.group !== only) ? [] : [{ id, ...found }];
  });
  const lags: Lag[] = [];
  for (const { id, group, stream } of known.toSorted(byStreamAndGroup)) {
    const lag = await lagOf(id, group, stream, source);
    if (lag !== undefined) lags.push(lag);
  }
  return lags;
}

const byStreamAndGroup = (a: { stream: string; group: string }, b: { stream: string; group: string }): number =>
  a.stream.localeCompare(b.stream) || a.group.localeCompare(b.group);

/** `undefined` for a group that has no place in the stream. */
async function lagOf(id: string, group: string, stream: StreamName, source: LagSource): Promise<Lag | undefined> {
  const { admin, clock } = source;
  const topic = source.topicOf(stream);
  const [places, held] = await Promise.all([admin.groupOffsets(id, topic), admin.offsets(topic)]);
  if (places.size === 0) return undefined;
  let events = 0;
  const behind = new Map<number, bigint>();
  for (const [partition, { low, high }] of held) {
    const place = max(places.get(partition) ?? low, low);
    if (place >= high) continue;
    events += Number(high - place);
    behind.set(partition, place);
  }
  const oldest = await oldestOf(topic, behind, source.reader);
  const seconds = oldest === undefined ? 0 : Math.max(0, (clock.now() - oldest.timestampMs) / 1000);
  return { stream, group, events, seconds, lastSafe: lastSafe(places, oldest?.partition) };
}

/** In the partition that is furthest behind; where none is, the last one of the fullest. */
function lastSafe(places: ReadonlyMap<number, bigint>, oldest: number | undefined): string | undefined {
  const [fullest] = [...places].toSorted(([, a], [, b]) => Number(b - a));
  const partition = oldest ?? fullest?.[0];
  const place = partition === undefined ? undefined : places.get(partition);
  return place === undefined || place === 0n ? undefined : `${partition}/${place - 1n}`;
}

/** Only the first record of each is of interest; a broker gives a whole batch all the same. */
const oneRecord = 1;

async function oldestOf(topic: string, behind: ReadonlyMap<number, bigint>, reader: DriverReader) {
  if (behind.size === 0) return undefined;
  const fetched = await reader.fetch({ topic, offsets: behind, maxBytes: oneRecord, maxWaitMs: 0 });
  const first = [...fetched.values()].flatMap(({ records }) => records[0] ?? []);
  return first.toSorted((a, b) => a.timestampMs - b.timestampMs)[0];
}

const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);
