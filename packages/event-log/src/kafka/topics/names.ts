import { DeskrailError, type StreamName, streamNames, streams } from '@deskrail/contracts';

/** What Kafka takes for the name of a topic. */
const longestName = 249;
const legal = /^[a-zA-Z0-9._-]*$/;

/** A stream's topic. The prefix is written as it is to be read: `acme.` makes `acme.support.facts`. */
export const topicName = (stream: StreamName, prefix = ''): string => `${prefix}${streams[stream].topic}`;

/**
 * A group's name on the brokers. Each stream has a group of its own, so that a member that comes or goes on one stream
 * halts no other; the prefix keeps two installations on one cluster apart.
 */
export const groupId = (group: string, stream: StreamName, prefix = ''): string => `${prefix}${group}.${stream}`;

/** The group and stream of a name on the brokers; `undefined` where it is none of ours. */
export function parseGroupId(
  id: string,
  prefix = '',
): { readonly group: string; readonly stream: StreamName } | undefined {
  if (!id.startsWith(prefix)) return undefined;
  const stream = streamNames.find((name) => id.endsWith(`.${name}`));
  if (stream === undefined) return undefined;
  const group = id.slice(prefix.length, -stream.length - 1);
  return group === '' ? undefined : { group, stream };
}

/** What is wrong with a prefix, with the fix; `undefined` where it is right. */
export function wrongPrefix(prefix: string): string | undefined {
  if (!legal.test(prefix)) {
    return `topicPrefix '${prefix}' has a character that Kafka does not take: write letters, digits, '.', '_' and '-'.`;
  }
  const longest = Math.max(...streamNames.map((stream) => topicName(stream, prefix).length));
  if (longest <= longestName) return undefined;
  return `topicPrefix is ${longest - longestName} characters too long: a topic's name has at most ${longestName}.`;
}

/** Throws `config-invalid`. */
export function checkPrefix(prefix: string | undefined): void {
  const wrong = prefix === undefined ? undefined : wrongPrefix(prefix);
  if (wrong !== undefined) throw new DeskrailError('config-invalid', wrong);
}
