import { type Conversation, type Copilot, DeskrailError, type Evidence, type EvidenceCheck } from '@deskrail/contracts';
import { verifyEvidence } from '../sources/verify-evidence.js';
import { messageSourceId } from './own-evidence.js';
import type { RecommenderSetting } from './setting.js';

type Checked = EvidenceCheck['evidence'][number];

/** What is to be looked at: evidence, and the conversation that it is for. */
export interface EvidenceLook {
  readonly tenant: string;
  readonly conversation: Conversation | undefined;
  readonly evidence: readonly Evidence[];
}

/** Looks at each piece of evidence where it says it is from; in the order given. */
export type LookAtEvidence = (
  look: EvidenceLook,
  options: { readonly signal: AbortSignal },
) => Promise<EvidenceCheck['evidence']>;

/** A message of the conversation itself, as a summary quotes it. */
function ownMessage(
  about: string | undefined,
  conversation: Conversation | undefined,
  piece: Evidence,
): Checked | undefined {
  if (about === undefined || !piece.source.id.startsWith(`${about}#`)) return undefined;
  const message = conversation?.messages.find(({ id }) => messageSourceId(conversation.id, id) === piece.source.id);
  const { id, span, quote } = piece;
  if (message === undefined || message.redacted || conversation?.deleted !== undefined) return { id, state: 'gone' };
  if (message.text.slice(span.start, span.end) === quote) return { id, state: 'unchanged' };
  return { id, state: message.text.includes(quote) ? 'moved' : 'changed' };
}

const lookBy =
  ({ sources, sourceTimeoutMs, scopes }: RecommenderSetting) =>
  async (
    { tenant, conversation, evidence: given, about }: EvidenceLook & { readonly about: string | undefined },
    { signal }: { readonly signal: AbortSignal },
  ): Promise<EvidenceCheck['evidence']> => {
    const own = given.map((piece) => ownMessage(about, conversation, piece));
    const others = given.filter((_, at) => own[at] === undefined);
    const asked = { sources, tenant, scopes: scopes({ tenant, conversation }), signal, timeoutMs: sourceTimeoutMs };
    const looked = await verifyEvidence({ ...asked, evidence: others });
    const now = new Map(looked.map((one) => [one.evidence, one]));
    return given.map((piece, at): Checked => {
      const { state = 'unknown', quote } = now.get(piece) ?? {};
      return own[at] ?? { id: piece.id, state, ...(state === 'changed' && quote !== undefined && { quote }) };
    });
  };

/** Looks at evidence that somebody brings along. */
export function createEvidenceLook(setting: RecommenderSetting): LookAtEvidence {
  const look = lookBy(setting);
  return (given, options) => look({ ...given, about: given.conversation?.id }, options);
}

/** Looks again at what recommendations quote. */
export function createEvidenceCheck(setting: RecommenderSetting): Copilot['checkEvidence'] {
  const { store, clock } = setting;
  const look = lookBy(setting);
  return async ({ tenant, recommendationId }, options) => {
    const view = await store.recommendation(tenant, recommendationId);
    if (view === undefined) {
      throw new DeskrailError('not-found', `No recommendation has the id ${recommendationId}.`);
    }
    const about = view.about.conversation;
    const conversation = about === undefined ? undefined : await store.conversation(tenant, about);
    const evidence = await look({ tenant, conversation, evidence: view.evidence ?? [], about }, options);
    return { recommendationId, checkedAt: new Date(clock.now()).toISOString(), evidence };
  };
}
