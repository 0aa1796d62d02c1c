import { html, nothing, type TemplateResult } from 'lit';
import type { Desk } from '../desk/desk.js';
import type { Notice } from '../desk/notice.js';
import type { Review } from '../desk/state.js';
import { clockTime } from '../text/time.js';
import { personName, roleWords } from '../text/words.js';
import { banner } from './banner.js';
import { changedEvidence } from './changed-evidence.js';
import { icons } from './icons.js';

type Refusal = Extract<
  Notice,
  { kind: 'forbidden' | 'claimed' | 'claim-lost' | 'conflict' | 'evidence-changed' | 'limit' }
>;

interface RefusalOptions {
  readonly review: Review;
  readonly notice: Refusal;
  readonly desk: Desk;
  readonly now: number;
  readonly dismiss: TemplateResult;
}

/** What people, claims, sources and limits have against a verdict, and what helps. */
export function refusalView({ review, notice, desk, now, dismiss }: RefusalOptions): TemplateResult {
  const { shown } = review;
  switch (notice.kind) {
    case 'forbidden':
      return banner({
        tone: 'bad',
        icon: icons.lock,
        title: ['edit', 'respond'].includes(review.mode)
          ? 'Your version is not for you to approve.'
          : 'That is not for you to decide.',
        body: html`${forbiddenText(notice)} ${dismiss}`,
        alert: true,
        name: 'forbidden',
      });
    case 'claimed':
      return banner({
        tone: 'warn',
        icon: icons.lock,
        title: notice.holder ? `${personName(notice.holder)} is deciding this.` : 'Somebody else is deciding this.',
        body: html`Your verdict was not given; what you wrote is kept here.
          ${notice.expiresAt ? `It is theirs until ${clockTime(notice.expiresAt, now)}, unless they go on.` : nothing} ${dismiss}`,
        alert: true,
        name: 'claimed',
      });
    case 'claim-lost':
      return banner({
        tone: 'warn',
        icon: icons.lock,
        title: 'Your claim on this had ended.',
        body: html`Nothing was decided, and what you wrote is kept here. Where nobody else has it, it is yours again in a
          moment: then give your verdict once more. ${dismiss}`,
        alert: true,
        name: 'claim-lost',
      });
    case 'conflict':
      return banner({
        tone: 'warn',
        icon: icons.info,
        title: 'It changed in the very moment.',
        body: html`Nothing was decided. Look at it as it is now, then give your verdict again. ${dismiss}`,
        alert: true,
        name: 'conflict',
      });
    case 'evidence-changed':
      return banner({
        tone: 'warn',
        icon: icons.warning,
        title: 'What this stands on has changed since.',
        body: changedEvidence({
          shown,
          notice,
          busy: review.sending !== undefined,
          onConfirm: () => desk.confirm(),
          onEdit: () => desk.setMode('edit'),
          onDismiss: () => desk.dismiss(),
          isWriting: review.mode !== 'read',
        }),
        alert: true,
        name: 'evidence-changed',
      });
    case 'limit':
      return banner({
        tone: 'bad',
        icon: icons.lock,
        title: `The limit “${notice.limit}” is reached.`,
        body: html`${notice.most === undefined ? nothing : `It is ${notice.most}. `}${
          notice.role
            ? `Going beyond it takes ${roleWords[notice.role]}: escalate it, or propose less.`
            : 'Escalate it, or propose less.'
        }
        ${dismiss}`,
        alert: true,
        name: 'limit',
      });
  }
}

function forbiddenText({ role, queue, fourEyes, rule }: Extract<Notice, { kind: 'forbidden' }>): string {
  if (fourEyes) return 'You asked for this, so it is for others to approve.';
  if (rule !== undefined) return `The policy’s rule “${rule}” lets nobody do that.`;
  if (role === undefined) return 'Your key’s role is not enough. Escalate it to somebody who may.';
  const where = queue === undefined ? '' : `, in the queue “${queue}”`;
  return `It takes ${roleWords[role]}${where}. Escalate it, or comment.`;
}
