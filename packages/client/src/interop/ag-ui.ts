import type { ProposalInput, SubmitVerdict } from '@deskrail/contracts';
import { type NamedAction, type ProposalSetting, pendingAction, proposalFor } from './actions.js';
import {
  decidedVerdict,
  describe,
  type OwnWords,
  type Reviewed,
  seenHash,
  shownWords,
  toldVerdict,
} from './verdict-of.js';

/** As AG-UI 1.0 has them. */
export interface AgUiInterrupt {
  id: string;
  reason: string;
  message?: string;
  toolCallId?: string;
  responseSchema?: Record<string, unknown>;
  expiresAt?: string;
  metadata?: Record<string, unknown>;
}

export interface AgUiResume {
  interruptId: string;
  status: 'resolved' | 'cancelled';
  payload?: unknown;
  metadata?: Record<string, unknown>;
}

/** What `payload` of a resume is: a verdict without its hash, which the interrupt's metadata carries. */
export type AgUiVerdict = Omit<SubmitVerdict, 'hash'>;

const kinds = ['approve', 'edit', 'reject', 'respond', 'escalate', 'comment'] as const;

/** Enough for a form; the API checks the whole of it. */
const responseSchema = {
  type: 'object',
  required: ['kind'],
  properties: {
    kind: { enum: kinds },
    text: { type: 'string', description: 'For edit and respond: the reply in the reviewer’s words.' },
    proposal: { type: 'object', description: 'For edit: the whole proposal as changed.' },
    reason: {
      type: 'object',
      required: ['code'],
      properties: {
        code: { enum: ['wrong', 'incomplete', 'unsafe', 'tone', 'outdated-source', 'not-needed', 'other'] },
        text: { type: 'string' },
      },
      description: 'For reject.',
    },
    escalateTo: { type: 'string', description: 'For escalate: a queue.' },
    comment: { type: 'string' },
  },
} as const;

/** A pending recommendation as what a run stops at. Throws where nothing was proposed. */
export function toAgUiInterrupt(view: Reviewed, { toolCallId }: { readonly toolCallId?: string } = {}): AgUiInterrupt {
  const { recommendationId, expiresAt } = view;
  return {
    id: recommendationId,
    reason: 'deskrail:review',
    message: describe(view),
    ...(toolCallId !== undefined && { toolCallId }),
    responseSchema: structuredClone(responseSchema) as unknown as Record<string, unknown>,
    ...(expiresAt !== undefined && { expiresAt }),
    metadata: { deskrail: { ...shownWords(view), action: pendingAction(view) } },
  };
}

/**
 * The verdict that a resume entry gives; a cancelled one rejects as not needed. `view` is what was shown, as it was then,
 * unless the entry hands back the interrupt's metadata, which says what that was. Throws `TypeError` for an entry that
 * answers another interrupt, or whose payload is no verdict.
 */
export function fromAgUiResume(view: Reviewed, { interruptId, status, payload, metadata }: AgUiResume): SubmitVerdict {
  if (interruptId !== view.recommendationId) {
    throw new TypeError(`The entry answers ${interruptId}, not ${view.recommendationId}.`);
  }
  const own = metadata?.deskrail as OwnWords | undefined;
  if (own?.verdict !== undefined) return own.verdict;
  const hash = seenHash(view, own);
  if (status === 'cancelled') return { kind: 'reject', hash, reason: { code: 'not-needed' } };
  const { kind } = (payload ?? {}) as { readonly kind?: unknown };
  if (!kinds.some((known) => known === kind)) {
    throw new TypeError(`The payload's kind is one of ${kinds.join(', ')}; see the interrupt's responseSchema.`);
  }
  return { ...(payload as AgUiVerdict), hash };
}

/** What people decided, to resume a run with; `undefined` while nobody has. */
export function toAgUiResume(view: Reviewed): (AgUiResume & { metadata: { deskrail: OwnWords } }) | undefined {
  const verdict = decidedVerdict(view);
  if (verdict === undefined) return undefined;
  const { hash: _, ...payload } = toldVerdict(view, verdict);
  return {
    interruptId: view.recommendationId,
    status: 'resolved',
    payload,
    metadata: { deskrail: { recommendationId: view.recommendationId, verdict } },
  };
}

/** Put the tool call that a run stopped at before people here; AG-UI tells the call itself by events before. */
export const fromAgUiInterrupt = (
  { expiresAt, message }: AgUiInterrupt,
  call: NamedAction,
  { now, ...setting }: ProposalSetting & { readonly now?: number },
): ProposalInput => {
  const leftMs = expiresAt === undefined || now === undefined ? Number.NaN : Date.parse(expiresAt) - now;
  return {
    ...proposalFor(call, setting),
    ...(setting.question === undefined &&
      setting.conversation === undefined &&
      message !== undefined && { question: message }),
    ...(leftMs > 0 && { expiresAfterMinutes: Math.min(43_200, leftMs / 60_000) }),
  };
};
