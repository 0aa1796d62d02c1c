import type { ActionStatus, LedgerEntry } from '@deskrail/contracts';

/** `claimed`: approved, and leased by an executor that has not started it. */
export type LifeState = 'none' | 'claimed' | ActionStatus;

/** Where one action has got to, as far as decides what may become of it. */
export interface Life {
  readonly state: LifeState;
  /** How often it was started. */
  readonly starts: number;
  /** The fencing token of whoever holds it. */
  readonly token?: number | undefined;
}

export type LifeEvent =
  | { readonly type: 'approved' }
  | { readonly type: 'claimed'; readonly token: number }
  | { readonly type: 'released' }
  | { readonly type: 'started' }
  | { readonly type: 'executed' }
  | { readonly type: 'failed' }
  | { readonly type: 'uncertain' }
  | { readonly type: 'cancelled' };

export type LifeCommand =
  | { readonly type: 'approve' }
  /** Tokens rise: the store gives a higher one to each claim. */
  | { readonly type: 'claim'; readonly token: number }
  | { readonly type: 'release'; readonly token: number }
  /** `absent`: the start, counted from 1, that a look-up or the desk's refusal says had no effect. */
  | { readonly type: 'start'; readonly token: number; readonly absent?: number | undefined }
  /** The desk's answer, or the marker that was found there: true, whoever says it. */
  | { readonly type: 'find-done' }
  | { readonly type: 'end'; readonly as: 'failed' | 'uncertain' | 'cancelled'; readonly token: number }
  /** The vendor says, after it had taken it, that it came to nothing. */
  | { readonly type: 'fail-late' }
  /** A person takes it back. */
  | { readonly type: 'cancel' }
  /** A person's word on what nobody else is sure of. To try again is another action, approved by that word. */
  | { readonly type: 'resolve'; readonly outcome: 'executed' | 'retry' | 'cancel' };

export const lifeRefusals = {
  unknown: 'There is no such action.',
  known: 'It was approved before.',
  held: 'A later claim has it.',
  'not-held': 'Only whoever holds it may say so.',
  started: 'It was started: the desk may have it already.',
  'not-started': 'Nothing was sent, so nothing can have come of it.',
  'effect-unknown': 'Nobody knows yet what its last start did.',
  ended: 'It has ended.',
  'not-executed': 'Only what was executed fails late.',
  'not-uncertain': 'Only an uncertain action is resolved by a person.',
} as const;
export type LifeRefusal = keyof typeof lifeRefusals;

export type LifeDecision = { readonly event: LifeEvent } | { readonly refused: LifeRefusal };

export const unborn: Life = { state: 'none', starts: 0 };

const over: ReadonlySet<LifeState> = new Set(['executed', 'failed', 'uncertain', 'cancelled']);
const becomes = (event: LifeEvent): LifeDecision => ({ event });
const refuse = (refused: LifeRefusal): LifeDecision => ({ refused });

/** What a command brings, or why it brings nothing. The rules of the ledger, all of them; see docs/path.md. */
export function decideLife(life: Life, command: LifeCommand): LifeDecision {
  const { state, starts } = life;
  if (command.type === 'approve') return state === 'none' ? becomes({ type: 'approved' }) : refuse('known');
  if (state === 'none') return refuse('unknown');
  switch (command.type) {
    case 'find-done':
      if (state === 'started' || state === 'uncertain') return becomes({ type: 'executed' });
      return refuse(over.has(state) ? 'ended' : 'not-started');
    case 'fail-late':
      return state === 'executed' ? becomes({ type: 'failed' }) : refuse('not-executed');
    case 'resolve':
      if (state !== 'uncertain') return refuse('not-uncertain');
      return becomes({ type: command.outcome === 'executed' ? 'executed' : 'cancelled' });
    case 'cancel':
      if (state === 'started') return refuse('started');
      return over.has(state) ? refuse('ended') : becomes({ type: 'cancelled' });
  }
  if (over.has(state)) return refuse('ended');
  if (command.type === 'claim') {
    return life.token !== undefined && command.token <= life.token
      ? refuse('held')
      : becomes({ type: 'claimed', token: command.token });
  }
  if (life.token !== command.token) return refuse('not-held');
  switch (command.type) {
    case 'release':
      return becomes({ type: 'released' });
    case 'start':
      if (state === 'started' && command.absent !== starts) return refuse('effect-unknown');
      return becomes({ type: 'started' });
    case 'end':
      if (command.as === 'uncertain' && state !== 'started') return refuse('not-started');
      return becomes({ type: command.as });
  }
}

export function evolveLife(life: Life, event: LifeEvent): Life {
  switch (event.type) {
    case 'approved':
      return { state: 'approved', starts: 0 };
    case 'claimed':
      return { ...life, state: life.state === 'started' ? 'started' : 'claimed', token: event.token };
    case 'released':
      return { ...life, state: life.state === 'started' ? 'started' : 'approved', token: undefined };
    case 'started':
      return { ...life, state: 'started', starts: life.starts + 1 };
    default:
      return { ...life, state: event.type };
  }
}

/** The same of an entry of the store's. */
export function lifeOf(entry: LedgerEntry | undefined): Life {
  if (entry === undefined) return unborn;
  const { view, lease } = entry;
  const claimed = view.status === 'approved' && lease !== undefined;
  return { state: claimed ? 'claimed' : view.status, starts: view.attempts, token: lease?.token };
}

/** Why a command is refused for an entry; `undefined` where it is not. */
export function refusalOf(entry: LedgerEntry | undefined, command: LifeCommand): LifeRefusal | undefined {
  const decision = decideLife(lifeOf(entry), command);
  return 'refused' in decision ? decision.refused : undefined;
}
