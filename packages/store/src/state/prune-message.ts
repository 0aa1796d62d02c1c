import type { Body, BringingFact, MessageState } from './message.js';
import { oldestOf, prune, type Register } from './register.js';

/** What is left when facts appended before `cutoff` (ms) are gone; nothing, where that is all. */
export function pruneMessage(message: MessageState, cutoff: number): MessageState | undefined {
  const { facts: _, body: __, snapshot: ___, delivery, erased, madePrivate, removed, ...rest } = message;
  const { facts, body, snapshot } = outliving(message, cutoff);
  const deliveries = prune({ delivery: delivery ?? [] }, cutoff).delivery as Register<string> | undefined;
  const gone = Object.entries(removed ?? {}).filter(([, appended]) => appended >= cutoff);
  // A text that was taken out is not brought back by its erasure's growing old: the mark stays as long as the message.
  const held = Math.min(...facts.map(({ appended }) => appended), snapshot?.appended ?? Number.POSITIVE_INFINITY);
  const mark = (appended: number | undefined) =>
    appended === undefined || appended >= cutoff ? appended : body === undefined ? undefined : held;
  const marks = { erased: mark(erased), madePrivate: mark(madePrivate) };
  const left: MessageState = {
    ...rest,
    facts,
    ...(body !== undefined && { body }),
    ...(snapshot !== undefined && { snapshot }),
    ...(deliveries !== undefined && { delivery: deliveries }),
    ...(marks.erased !== undefined && { erased: marks.erased }),
    ...(marks.madePrivate !== undefined && { madePrivate: marks.madePrivate }),
    ...(gone.length > 0 && { removed: Object.fromEntries(gone) }),
  };
  return oldestPart(left) === Number.POSITIVE_INFINITY ? undefined : left;
}

/** The facts that are left, the body that the first of them told, and what a snapshot told in its stead. */
function outliving(
  { facts: all, body: said, snapshot: told }: MessageState,
  cutoff: number,
): Pick<MessageState, 'facts' | 'body' | 'snapshot'> {
  const [first, ...others] = all.filter(({ appended }) => appended >= cutoff);
  const snapshot = told !== undefined && told.appended >= cutoff ? told : undefined;
  if (first === undefined) {
    if (snapshot === undefined) return { facts: [] };
    const { body = said, ...held } = snapshot;
    return { facts: [], snapshot: held, ...(body !== undefined && { body }) };
  }
  const { body = said, ...leading } = first;
  if (body === undefined || body === said || said === undefined)
    return { facts: [leading, ...others], ...(body && { body }), ...(snapshot && { snapshot }) };
  // What was left out as being the same as the body has to be said, now that another body takes its place.
  const saying = <Part extends { readonly body?: Body }>(part: Part): Part => ({ ...part, body: part.body ?? said });
  return {
    facts: [leading, ...others.map(saying<BringingFact>)],
    body,
    ...(snapshot && { snapshot: saying(snapshot) }),
  };
}

/** The earliest append that a part of it stands on, in ms. */
export function oldestPart(message: MessageState): number {
  return Math.min(
    ...message.facts.map(({ appended }) => appended),
    message.snapshot?.appended ?? Number.POSITIVE_INFINITY,
    message.erased ?? Number.POSITIVE_INFINITY,
    message.madePrivate ?? Number.POSITIVE_INFINITY,
    ...Object.values(message.removed ?? {}),
    oldestOf({ delivery: message.delivery ?? [] }),
  );
}
