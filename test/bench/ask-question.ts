import { signZendesk, type ZendeskHeaders, zendeskFixtures } from '@deskrail/testing';
import { questionOf } from './articles.ts';
import { secret } from './webhook-load.ts';

/** The n-th of many customers opens a ticket with a question that one of the articles answers; signed. */
export async function signedQuestion({ n, articles }: { readonly n: number; readonly articles: number }): Promise<{
  readonly id: string;
  readonly headers: ZendeskHeaders;
  readonly body: string;
}> {
  const event = zendeskFixtures.ticketCreated({
    ticket: String(100_000 + n),
    subject: 'A question',
    description: questionOf((n * 37) % articles),
    time: new Date().toISOString(),
  });
  const body = JSON.stringify(event);
  const headers = await signZendesk({ secret, timestamp: new Date().toISOString(), body });
  return { id: event.id, headers, body };
}

/** Resolves with the webhook's id once it was taken. */
export async function askQuestion(
  url: string,
  question: { readonly n: number; readonly articles: number },
): Promise<string> {
  const { id, headers, body } = await signedQuestion(question);
  const answer = await fetch(url, { method: 'POST', headers, body });
  await answer.arrayBuffer();
  if (!answer.ok) throw new Error(`The webhook was answered ${answer.status}.`);
  return id;
}
