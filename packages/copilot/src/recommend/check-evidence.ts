import {
  type Copilot,
  DeskrailError,
  type Evidence,
  type EvidenceCheck,
  type EvidenceSource,
  type RecommendationView,
} from '@deskrail/contracts';
import { codeOf } from '../code-of.js';
import { withTimeLimit } from '../time-limit.js';
import { messageSourceId } from './own-evidence.js';
import type { RecommenderSetting } from './setting.js';

type Checked = EvidenceCheck['evidence'][number];

const owner = (sources: readonly EvidenceSource[], piece: Evidence): EvidenceSource | undefined =>
  sources.find(({ owns }) => owns?.(piece)) ?? sources.find(({ name }) => piece.source.id.startsWith(`${name}/`));

/** Looks again at what recommendations quote. */
export function createEvidenceCheck(setting: RecommenderSetting): Copilot['checkEvidence'] {
  const { store, sources, sourceTimeoutMs, logger, clock } = setting;

  /** A message of the conversation itself, as a summary quotes it. */
  async function ownMessage({ tenant, about }: RecommendationView, piece: Evidence): Promise<Checked | undefined> {
    if (about.conversation === undefined || !piece.source.id.startsWith(`${about.conversation}#`)) return undefined;
    const conversation = await store.conversation(tenant, about.conversation);
    const message = conversation?.messages.find(({ id }) => messageSourceId(conversation.id, id) === piece.source.id);
    const { id, span, quote } = piece;
    if (message === undefined || message.redacted || conversation?.deleted !== undefined) return { id, state: 'gone' };
    if (message.text.slice(span.start, span.end) === quote) return { id, state: 'unchanged' };
    return { id, state: message.text.includes(quote) ? 'moved' : 'changed' };
  }

  async function look(view: RecommendationView, piece: Evidence, signal: AbortSignal): Promise<Checked> {
    const { id } = piece;
    const source = owner(sources, piece);
    if (source === undefined) return { id, state: 'unknown' };
    const scopes = setting.scopes({ tenant: view.tenant });
    const limits = { timeoutMs: sourceTimeoutMs, signal };
    try {
      return await withTimeLimit(`The evidence source ${source.name}`, limits, async (limited) => {
        const asked = { tenant: view.tenant, scopes, signal: limited };
        if (source.inspect === undefined) return { id, state: await source.check(piece, asked) };
        const { state, quote } = await source.inspect(piece, asked);
        return { id, state, ...(state === 'changed' && quote !== undefined && { quote }) };
      });
    } catch (error) {
      signal.throwIfAborted();
      logger.warn({ source: source.name, code: codeOf(error) }, 'evidence could not be looked up again');
      return { id, state: 'unknown' };
    }
  }

  return async ({ tenant, recommendationId }, { signal }) => {
    const view = await store.recommendation(tenant, recommendationId);
    if (view === undefined) {
      throw new DeskrailError('not-found', `No recommendation has the id ${recommendationId}.`);
    }
    const evidence = await Promise.all(
      (view.evidence ?? []).map(async (piece) => (await ownMessage(view, piece)) ?? look(view, piece, signal)),
    );
    return { recommendationId, checkedAt: new Date(clock.now()).toISOString(), evidence };
  };
}
