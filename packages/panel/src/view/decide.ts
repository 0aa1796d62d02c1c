import type { Desk } from '../desk/desk.js';
import { hindrancesOf } from '../desk/may.js';
import type { Review } from '../desk/state.js';
import type { KeyAction } from './keys.js';

type Decision = Extract<KeyAction, 'approve' | 'edit' | 'reject' | 'respond' | 'comment' | 'escalate' | 'pass'>;

/** A verdict's key, where its button would do the same; whether it would. */
export function decide(action: Decision, desk: Desk, { mode, shown, notice }: Review): boolean {
  if (mode !== 'read') return false;
  if (action !== 'comment') {
    if (shown.status !== 'open' || notice?.kind === 'stale') return false;
    if (action === 'respond' && shown.proposal?.kind !== 'reply') return false;
  }
  if (action !== 'approve') {
    desk.setMode(action);
    return true;
  }
  const { decide: closed, letGo, approve } = hindrancesOf(shown, desk.state);
  if (closed || letGo || approve || notice?.kind === 'evidence-changed') return false;
  desk.give({ kind: 'approve' });
  return true;
}
