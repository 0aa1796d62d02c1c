import type { Clock, Evidence, EvidenceNow, EvidenceQuery, Logger } from '@deskrail/contracts';
import { type FoundPassage, type PassageSource, passageKey, type SourcePassage } from '../passage-source.js';
import { permitted } from '../permitted.js';
import { quotedNow } from '../quoted-now.js';
import { textHash, versionOf } from '../text-hash.js';
import { generalParagraphs } from './general-paragraphs.js';
import { type Cited, createReplyIndex, type ReadReplied } from './reply-index.js';

/** A reply as the store has it now. */
export interface PresentReply {
  readonly text: string;
  readonly title?: string | undefined;
  readonly names: ReadonlySet<string>;
}

export interface ReplySourceOptions {
  readonly name: string;
  readonly kind: 'conversation' | 'answer';
  readonly read: ReadReplied;
  /** Nothing once it is erased, made private or gone. */
  readonly present: (tenant: string, of: string, reply: string) => Promise<PresentReply | undefined>;
  readonly sourceId: (cited: Pick<Cited, 'of' | 'conversation' | 'reply'>) => string;
  /** The other way; nothing where the id is not one of this source's. */
  readonly placeOf: (sourceId: string) => { readonly of: string; readonly reply: string } | undefined;
  readonly maxReplied: number;
  readonly refreshMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

interface Asker {
  readonly tenant: string;
  readonly scopes: readonly string[];
}

/** What one customer was told is for whoever may read the tenant's own, never public. */
const scopeOf = (tenant: string): string[] => [`tenant:${tenant}`];

/**
 * Paragraphs of replies as evidence within their tenant. What is found is read again from the store before it is quoted,
 * so that erasure is not outlived.
 */
export function replySource(options: ReplySourceOptions): PassageSource {
  const { name, kind, present, sourceId, placeOf, clock } = options;
  const index = createReplyIndex(options);
  /** The source's passages of a list, made once for each list. */
  const listed = new WeakMap<object, readonly SourcePassage[]>();

  const keyOf = (cited: Cited) => passageKey({ source: { id: sourceId(cited), kind }, span: cited });

  async function found(tenant: string, cited: Cited): Promise<FoundPassage | undefined> {
    const reply = await present(tenant, cited.of, cited.reply);
    if (reply === undefined) {
      index.forget(tenant, cited.of);
      return undefined;
    }
    const quote = reply.text.slice(cited.start, cited.end);
    return {
      source: { id: sourceId(cited), kind, ...(reply.title !== undefined && { title: reply.title.slice(0, 1024) }) },
      version: versionOf(reply.text),
      span: { start: cited.start, end: cited.start + quote.length },
      quote,
      scope: scopeOf(tenant),
    };
  }

  /** Before anything is ranked: all of it has the one scope. */
  const find = async (query: EvidenceQuery) =>
    permitted(scopeOf(query.tenant), query.scopes) ? index.find(query) : [];

  async function inspect(evidence: Evidence, { tenant, scopes }: Asker): Promise<EvidenceNow> {
    const place = placeOf(evidence.source.id);
    const reply = place && (await present(tenant, place.of, place.reply));
    if (reply === undefined) return { state: 'gone' };
    if (!permitted(scopeOf(tenant), scopes)) return { state: 'no-longer-permitted' };
    return quotedNow(evidence, reply.text, generalParagraphs(reply.text, reply.names));
  }

  return {
    name,
    async retrieve(query, { signal }) {
      const hits = await find(query);
      signal.throwIfAborted();
      const pieces = await Promise.all(
        hits.map(async ({ meta, score }) => {
          const piece = await found(query.tenant, meta);
          return piece === undefined ? [] : [{ ...piece, score, retrievedAt: new Date(clock.now()).toISOString() }];
        }),
      );
      return pieces.flat();
    },
    async rank(query, { signal }) {
      const hits = await find(query);
      signal.throwIfAborted();
      return hits.map(({ meta, score }) => ({ key: keyOf(meta), score }));
    },
    inspect,
    check: async (evidence, asker) => (await inspect(evidence, asker)).state,
    owns: ({ source }) => source.kind === kind && placeOf(source.id) !== undefined,
    async knowledgeVersion(tenant) {
      await index.upToDate(tenant);
      const passages = await index.list(tenant);
      return `sha256:${textHash(JSON.stringify(passages.map(({ body, meta }) => [meta.of, meta.reply, body])))}`;
    },
    async passages({ tenant, signal }) {
      const list = await index.list(tenant);
      signal.throwIfAborted();
      const known = listed.get(list);
      if (known !== undefined) return known;
      const made = list.map(({ title, body, meta }) => ({
        key: keyOf(meta),
        text: title === '' ? body : `${title}\n${body}`,
        scope: scopeOf(tenant),
        ...(meta.conversation !== undefined && { conversation: meta.conversation }),
        read: () => found(tenant, meta),
      }));
      listed.set(list, made);
      return made;
    },
  };
}
