import { expectHarmless } from './assert-harmless.ts';
import type { InjectionPlace } from './place.ts';
import type { PlantedCase } from './planted.ts';

/** Every case by the desk's way and by a chatbot's; returns how many drafts there were to look at. */
export async function tryCases(place: InjectionPlace, cases: readonly PlantedCase[]): Promise<number> {
  let drafts = 0;
  for (const { planted, conversation, views } of await place.desksWay(cases)) {
    const about = { conversation, where: planted.where };
    const shown = await place.chatbotsWay(conversation, `How do I return an item? ${planted.order}`);
    for (const view of [...views, shown]) expectHarmless(view, about);
    drafts += views.filter(({ status }) => status !== 'withheld').length;
  }
  return drafts;
}
