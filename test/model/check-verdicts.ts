import { holds } from './check-run.ts';
import { historiesOf } from './history.ts';
import type { Played } from './play.ts';

const isPersons = (actor: string | undefined): boolean => actor?.startsWith('reviewer/') === true;

/** One verdict decides, none is lost, none is made up, and each is about what was proposed as it was given. */
export function checkVerdicts(played: Played): void {
  const { told } = played;
  const accepted = new Set(told.flatMap(({ given, undone }) => given?.verdict.verdictId ?? undone?.verdictId ?? []));
  const recorded = new Set<string>();
  for (const { suggestion, verdicts, view } of historiesOf(played)) {
    const { recommendationId: id, expiresAt } = suggestion.data;
    const ids = verdicts.map(({ event }) => event.data.verdictId);
    holds(new Set(ids).size === ids.length, () => `A verdict on ${id} is in the log twice.`);
    const shown = view?.verdicts.map(({ verdictId }) => verdictId) ?? [];
    holds(
      ids.length === shown.length && ids.every((one) => shown.includes(one)),
      () => `Verdicts of ${id} in the log: ${ids.join(' ')}; in its view: ${shown.join(' ')}.`,
    );
    const deciding = verdicts.filter(({ event }) => event.data.decides);
    const isDecided = view?.status === 'approved' || view?.status === 'rejected';
    holds(deciding.length === (isDecided ? 1 : 0), () => `${deciding.length} verdicts decide ${id}, ${view?.status}.`);
    const winner = deciding[0]?.event.data;
    holds(view?.verdict?.verdictId === winner?.verdictId, () => `The winner of ${id} is another in its view.`);
    if (winner !== undefined) {
      const isRejected = winner.kind === 'reject';
      holds(view?.status === (isRejected ? 'rejected' : 'approved'), () => `${id} is ${view?.status}: ${winner.kind}.`);
    }
    for (const { event, hash, over } of verdicts) {
      const { kind, verdictId, reviewer } = event.data;
      recorded.add(verdictId);
      const isKnown = accepted.has(verdictId) || !isPersons(reviewer);
      holds(isKnown, () => `Nobody was told of ${verdictId}, ${kind} by ${reviewer}.`);
      holds(
        event.data.hash === hash,
        () => `${kind} ${verdictId} is about ${event.data.hash}, and ${hash} was proposed.`,
      );
      if (kind === 'comment') continue;
      holds(over === undefined, () => `${kind} ${verdictId} came after ${id} was ${over}.`);
      holds(
        expiresAt === undefined || event.time < expiresAt,
        () => `${kind} ${verdictId} of ${event.time} came after ${id} expired at ${expiresAt}.`,
      );
    }
  }
  for (const one of accepted) holds(recorded.has(one), () => `The verdict ${one} was accepted, and is lost.`);
  checkAnswers(played);
  checkMessages(played);
}

/** The same key is the same answer; what decides was told so to whoever gave it. */
function checkAnswers({ told, views }: Played): void {
  const answered = told.flatMap(({ given, person, idempotencyKey, ...call }) =>
    given === undefined
      ? []
      : { ...call, ...given.verdict, key: idempotencyKey && `${person?.actor} ${idempotencyKey}` },
  );
  for (const { verdictId, decides } of answered) {
    const view = views.recommendations.find(({ verdicts }) => verdicts.some((one) => one.verdictId === verdictId));
    const kept = view?.verdicts.find((one) => one.verdictId === verdictId);
    holds(kept?.decides === decides, () => `${verdictId} was answered decides ${decides}, and has ${kept?.decides}.`);
  }
  const byKey = Map.groupBy(answered, ({ key }) => key);
  byKey.delete(undefined);
  for (const [key, calls] of byKey) {
    const ids = new Set(calls.map(({ verdictId }) => verdictId));
    holds(ids.size === 1, () => `The key ${key} stands for ${[...ids].join(' and ')}.`);
  }
}

/** Nobody lets a reply go over a message that it knows nothing of, once the message was there. */
function checkMessages({ told, seen, course, views }: Played): void {
  for (const { given, wave, step } of told) {
    if (given === undefined || given.repeated || !given.verdict.decides || given.verdict.kind === 'reject') continue;
    const item = seen[wave]?.items.find(({ recommendationId }) => recommendationId === given.verdict.recommendationId);
    if (item?.kind !== 'reply' && given.verdict.kind !== 'respond') continue;
    if (item === undefined) continue;
    const conversation = views.conversations.find((one) => one?.id === item.about.conversation);
    const unseen = conversation?.messages.find(
      ({ fact, direction }) => direction === 'received' && !item.seen.includes(fact),
    );
    if (unseen === undefined) continue;
    // The first wave proposes; the course's own come after.
    const later = course.waves.slice(wave - 1).some(({ steps }) => steps.some(({ do: does }) => does === 'message'));
    holds(later, () => `${step.do} let a reply go that had not seen ${unseen.fact}.`);
  }
}
