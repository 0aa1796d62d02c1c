import {
  type Conversation,
  type Copilot,
  DeskrailError,
  type Evidence,
  type EvidenceCheck,
  type RecommendationView,
} from '@deskrail/contracts';
import { verifyEvidence } from '../sources/verify-evidence.js';
import { messageSourceId } from './own-evidence.js';
import type { RecommenderSetting } from './setting.js';

type Checked = EvidenceCheck['evidence'][number];

/** Looks again at what recommendations quote. */
export function createEvidenceCheck(setting: RecommenderSetting): Copilot['checkEvidence'] {
  const { store, sources, sourceTimeoutMs, clock } = setting;

  /** A message of the conversation itself, as a summary quotes it. */
  function ownMessage(
    { about }: RecommendationView,
    conversation: Conversation | undefined,
    piece: Evidence,
  ): Checked | undefined {
    if (about.conversation === undefined || !piece.source.id.startsWith(`${about.conversation}#`)) return undefined;
    const message = conversation?.messages.find(({ id }) => messageSourceId(conversation.id, id) === piece.source.id);
    const { id, span, quote } = piece;
    if (message === undefined || message.redacted || conversation?.deleted !== undefined) return { id, state: 'gone' };
    if (message.text.slice(span.start, span.end) === quote) return { id, state: 'unchanged' };
    return { id, state: message.text.includes(quote) ? 'moved' : 'changed' };
  }

  return async ({ tenant, recommendationId }, { signal }) => {
    const view = await store.recommendation(tenant, recommendationId);
    if (view === undefined) {
      throw new DeskrailError('not-found', `No recommendation has the id ${recommendationId}.`);
    }
    const given = view.evidence ?? [];
    const about = view.about.conversation;
    const conversation = about === undefined ? undefined : await store.conversation(tenant, about);
    const own = given.map((piece) => ownMessage(view, conversation, piece));
    const others = given.filter((_, at) => own[at] === undefined);
    const scopes = setting.scopes({ tenant, conversation });
    const asked = { sources, tenant, scopes, signal, timeoutMs: sourceTimeoutMs };
    const looked = await verifyEvidence({ ...asked, evidence: others });
    const now = new Map(looked.map((one) => [one.evidence, one]));
    const evidence = given.map((piece, at): Checked => {
      const { state = 'unknown', quote } = now.get(piece) ?? {};
      return own[at] ?? { id: piece.id, state, ...(state === 'changed' && quote !== undefined && { quote }) };
    });
    return { recommendationId, checkedAt: new Date(clock.now()).toISOString(), evidence };
  };
}
