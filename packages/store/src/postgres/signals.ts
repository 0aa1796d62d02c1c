import { hash as digestBy } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from 'pg';
import type { Sharing, Word } from '../sql/sharing.js';

/** How long words gather at least between two sendings: the first goes at once, and those of a busy time together. */
const gatherMs = 4;
/** NOTIFY takes less than 8000 bytes. */
const namesAtMost = 900;
const digestLength = 8;
const initials: Readonly<Record<Word, string>> = { written: 'w', relayed: 'r', applied: 'a' };
const words: Readonly<Record<string, Word>> = { w: 'written', r: 'relayed', a: 'applied' };

/** A word of one instance to the others, such as `2k8f w` or `2k8f r<digest><digest>…`. */
interface Signal {
  readonly sender: string;
  readonly word: Word;
  isTold(name: string): boolean;
}

/** Ids may be long, and tell what they are of: digests go instead, and who hears its own looks for itself. */
const digest = (name: string): string => digestBy('sha256', name, 'base64url').slice(0, digestLength);

export function readSignal(payload: string): Signal | undefined {
  const [sender = '', rest = ''] = payload.split(' ');
  const word = words[rest.charAt(0)];
  if (word === undefined) return undefined;
  const digests = new Set<string>();
  for (let from = 1; from < rest.length; from += digestLength) digests.add(rest.slice(from, from + digestLength));
  return { sender, word, isTold: (name) => digests.has(digest(name)) };
}

/** Words that gather until they can be sent: each is sent once with all its names. */
function createGathered(sender: string) {
  const gathered = new Map<Word, string[]>();
  return {
    add(word: Word, names: readonly string[]): void {
      const held = gathered.get(word) ?? [];
      // Beyond a few thousand, those who wait will find out when they look.
      if (held.length < 10 * namesAtMost) for (const name of names) held.push(name);
      gathered.set(word, held);
    },
    /** The payloads to send, which are forgotten here. */
    take(): string[] {
      const payloads: string[] = [];
      for (const [word, names] of gathered) {
        const begin = `${sender} ${initials[word]}`;
        if (names.length === 0) payloads.push(begin);
        for (let from = 0; from < names.length; from += namesAtMost) {
          payloads.push(
            begin +
              names
                .slice(from, from + namesAtMost)
                .map(digest)
                .join(''),
          );
        }
      }
      gathered.clear();
      return payloads;
    },
  };
}

/** Tells the others by the connection that there is; what is said without one is lost. */
export function createTelling(options: {
  readonly sender: string;
  readonly channel: string;
  client(): Client | undefined;
}): Sharing['tell'] {
  const { channel, client } = options;
  const gathered = createGathered(options.sender);
  let sending = false;

  async function send(): Promise<void> {
    if (sending) return;
    sending = true;
    try {
      // What gathers while these are on their way goes next.
      for (let payloads = gathered.take(); payloads.length > 0; payloads = gathered.take()) {
        await client()?.query('select pg_notify($1, payload) from unnest($2::text[]) as payload', [channel, payloads]);
        await pause(gatherMs);
      }
    } catch {
      // The connection is lost, which its own loop finds out; the others look now and then.
    } finally {
      sending = false;
    }
  }

  return (word, names) => {
    if (client() === undefined) return;
    gathered.add(word, names);
    // Once all is said that is to be said of one commit.
    queueMicrotask(send);
  };
}
