import {
  type Conversation,
  type ConversationMessage,
  type Fact,
  type RecommendationWithheld,
  recommendationIdOf,
} from '@deskrail/contracts';
import type { Place } from '../emitted.js';
import { withheldEvent } from '../recommendation-events.js';
import { newSalt } from '../salt.js';
import { factsOfMessage } from '../staleness.js';
import { gatherContext } from './context.js';
import { eligibilityOf } from './eligibility.js';
import { outcomesFor } from './outcomes-for.js';
import { decidePublication, preparePublicationItem, releasesFor } from './publish.js';
import type { RecommenderSetting } from './setting.js';
import { supersedeWhereOptedOut } from './supersede-opted-out.js';

/** Which of our own replies were made knowing of a message: one that crossed it on the way does not answer it. */
async function ownAnswers(
  { store }: RecommenderSetting,
  fact: Fact,
  conversation: Conversation,
): Promise<(reply: ConversationMessage) => boolean> {
  const message = conversation.messages.find((candidate) => factsOfMessage(candidate).includes(fact.id));
  const replies = conversation.messages.filter(
    ({ actionId, arrival }) => actionId !== undefined && message !== undefined && arrival > message.arrival,
  );
  const crossed = new Set<string>();
  for (const { actionId } of replies) {
    const entry = actionId === undefined ? undefined : await store.action(fact.tenant, actionId);
    if (entry === undefined) continue;
    const recommendation = await store.recommendation(fact.tenant, entry.view.recommendationId);
    const saw = message !== undefined && factsOfMessage(message).some((id) => recommendation?.seen.includes(id));
    if (recommendation !== undefined && !saw) crossed.add(entry.view.id);
  }
  return ({ actionId, arrival }) =>
    message !== undefined && arrival > message.arrival && !(actionId !== undefined && crossed.has(actionId));
}

/**
 * Recommend for one fact, if it starts one; what was recommended or withheld before stands. `quiet`: where it starts
 * none, say nothing of why.
 */
export async function recommendFor(
  setting: RecommenderSetting,
  fact: Fact,
  { signal, quiet = false }: { readonly signal: AbortSignal; readonly quiet?: boolean },
): Promise<void> {
  const { store, policy, pipeline } = setting;
  const { tenant, subject } = fact;
  const idOf = (kind: string, about = fact.id) =>
    recommendationIdOf({ tenant, about, kind, pipelineVersion: pipeline });
  const place: Place = {
    tenant,
    connection: fact.connection,
    subject,
    conversation: subject,
    policyVersion: policy.version,
  };

  const conversation = await store.conversation(tenant, subject);
  if (conversation === undefined) return;
  const eligibility = eligibilityOf(fact, conversation, {
    nowMs: setting.clock.now(),
    maxAgeHours: setting.maxAgeHours,
    isOwnBot: setting.isOwnBot,
    answeredBy: await ownAnswers(setting, fact, conversation),
  });
  // A reply is always proposed or withheld, so its id tells whether a message was dealt with, by whichever fact.
  async function isDealtWith(message: ConversationMessage): Promise<boolean> {
    for (const about of factsOfMessage(message)) {
      if ((await store.recommendation(tenant, await idOf('reply', about))) !== undefined) return true;
    }
    return false;
  }

  if (!eligibility.start) {
    if (eligibility.withhold === undefined || quiet) return;
    const told = conversation.messages.find((candidate) => factsOfMessage(candidate).includes(fact.id));
    if (told !== undefined && (await isDealtWith(told))) return;
    return withhold(setting, place, fact, conversation, eligibility.withhold, await idOf('reply'));
  }
  const { message } = eligibility;
  if (await isDealtWith(message)) return;

  const context = await gatherContext({ store, tenant, conversation });
  const { kinds: deskKinds, replyAtMost } = await setting.deskKinds(
    { tenant, connection: fact.connection },
    { signal },
  );
  const { features, outcomes } = await outcomesFor(
    setting,
    { context, about: fact.id, text: message.text, kinds: setting.kinds, asked: 'desk', deskKinds, replyAtMost },
    { signal },
  );

  const about = { conversation: subject, fact: fact.id };
  const items = await Promise.all(
    outcomes.map(async (outcome) =>
      preparePublicationItem(
        { recommendationId: await idOf(outcome.kind), outcome },
        { about, connection: fact.connection },
      ),
    ),
  );
  const { expiresAfterHours, sign } = setting;
  const publication = { place, about, seen: context.seen, pipeline, expiresAfterHours, features, items, sign };
  await store.transact({ tenant, conversation: subject }, async (unit) => {
    const events = decidePublication(publication, {
      now: unit.now,
      conversation: await unit.conversation(),
      open: await unit.openRecommendations(),
      releases: await releasesFor(unit, policy, publication),
    });
    for (const event of events) await unit.emit(event);
  });
  await supersedeWhereOptedOut(store, tenant, subject);
}

async function withhold(
  { store, pipeline }: RecommenderSetting,
  place: Place,
  fact: Fact,
  conversation: Conversation,
  reason: RecommendationWithheld['data']['reason'],
  recommendationId: string,
): Promise<void> {
  if ((await store.recommendation(fact.tenant, recommendationId)) !== undefined) return;
  await store.transact({ tenant: fact.tenant, conversation: fact.subject }, (unit) =>
    unit.emit(
      withheldEvent(
        place,
        {
          recommendationId,
          about: { conversation: fact.subject, fact: fact.id },
          kind: 'reply',
          reason,
          seen: conversation.facts,
          pipeline,
          salt: newSalt(),
        },
        unit.now,
      ),
    ),
  );
}
