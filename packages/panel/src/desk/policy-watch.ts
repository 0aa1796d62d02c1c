import { type DeskrailClient, isDeskrailApiError } from '@deskrail/client';
import type { DeskrailEvent, PolicyView } from '@deskrail/contracts';
import type { Atom } from './atom.js';
import { noticeOf } from './notice.js';
import { type DeskState, type Review, withEntry } from './state.js';

interface PolicyWatchOptions {
  readonly client: DeskrailClient;
  readonly atom: Atom<DeskState>;
  readonly signal: AbortSignal;
  readonly announce: (text: string) => void;
}

/** Whether all that is automatic is stopped, who answers a conversation, and why policy said what it said. */
export function createPolicyWatch({ client, atom, signal, announce }: PolicyWatchOptions) {
  const changeReview = (id: string, part: Partial<Review>) =>
    atom.update(({ reviews }) => {
      const review = reviews.get(id);
      return review ? { reviews: withEntry(reviews, id, { ...review, ...part }) } : {};
    });
  const put = (policy: PolicyView) => {
    if (typeof policy?.version !== 'string') return;
    const before = atom.value.policy;
    if (before && !before.paused && policy.paused) announce('Automation was paused.');
    if (before?.paused && !policy.paused) announce('Automation goes on.');
    atom.update(() => ({ policy }));
  };
  let isTold = true;
  const look = async () => {
    if (!isTold) return;
    await client.policy.state({ signal }).then(put, (error: unknown) => {
      isTold = !isDeskrailApiError(error, 'not-found');
    });
  };
  /** What a button asked for; where it was refused, at what is opened, or said aloud. */
  const asked = async (work: Promise<unknown>) => {
    try {
      await work;
    } catch (error) {
      if (signal.aborted) return;
      const { openedId } = atom.value;
      if (openedId) changeReview(openedId, { notice: noticeOf(error) });
      else announce('That was not accepted.');
    }
  };
  const switched = (conversation: string, automation: 'held' | 'released') =>
    atom.update((state) => ({ automation: withEntry(state.automation, conversation, automation) }));
  /** Of what is opened; where nobody answers, the page says nothing of it. */
  const lookWho = async () => {
    const { reviews, openedId } = atom.value;
    const conversation = reviews.get(openedId ?? '')?.shown.about.conversation;
    if (!isTold || conversation === undefined) return;
    const before = atom.value.automation;
    const { automation } = await client.conversations.automationOf(conversation, { signal });
    // What was told while that was on its way is the newer.
    if (atom.value.automation.get(conversation) === before.get(conversation)) switched(conversation, automation);
  };

  return {
    look,
    opened: () => void lookWho().catch(() => {}),
    heard({ type, subject }: DeskrailEvent) {
      if (/^policy\.(paused|resumed|changed)\./.test(type)) void look();
      const switchedTo = /^automation\.(held|released)\./.exec(type)?.[1];
      if (switchedTo && atom.value.conversations.has(subject)) switched(subject, switchedTo as 'held' | 'released');
    },
    desk: {
      pause: (reason: string) =>
        void asked(client.policy.pause(reason === '' ? {} : { reason: reason.slice(0, 512) }, { signal }).then(put)),
      resume: () => void asked(client.policy.resume({ signal }).then(put)),
      automate: (conversation: string, automation: 'held' | 'released') =>
        void asked(
          client.conversations.automation(conversation, automation, { signal }).then(() => {
            switched(conversation, automation);
            announce(automation === 'held' ? 'People answer this conversation now.' : 'The bot may answer again.');
          }),
        ),
      explain() {
        const id = atom.value.openedId;
        if (!id || atom.value.reviews.get(id)?.explanation === 'asking') return;
        changeReview(id, { explanation: 'asking' });
        client.policy.explain(id, { signal }).then(
          (explanation) => changeReview(id, { explanation }),
          (error: unknown) => {
            if (!isDeskrailApiError(error) && signal.aborted) return;
            changeReview(id, { explanation: 'unanswered' });
          },
        );
      },
    },
  };
}
