import { Document } from '@langchain/core/documents';
import { OpenAIEmbeddings } from '@langchain/openai';
import { inject } from 'vitest';

/** LangChain's own class, in front of the real model that the run shares. */
export const embeddingsForStores = () =>
  new OpenAIEmbeddings({
    apiKey: 'none',
    model: 'all-MiniLM-L6-v2',
    encodingFormat: 'float',
    configuration: { baseURL: inject('embeddingsUrl') },
  });

const page = (source: string, pageContent: string, metadata = {}) =>
  new Document({ pageContent, metadata: { source, ...metadata } });

/** A small shop's knowledge: public pages, one for its staff, one of another tenant. */
export const knowledge = [
  page('returns.md', 'You can send back anything you have not used within 30 days of getting it. We pay the postage.'),
  page(
    'refunds.md',
    'Money goes back to the card it came from, five working days after the parcel reaches our warehouse.',
  ),
  page(
    'delivery.md',
    'Parcels within the country take two to four working days; the courier sends a link on the morning.',
  ),
  page('password.md', 'If you cannot sign in, choose "Reset password" and open the link in the e-mail we send.'),
  page('tents.md', 'The Alder tent sleeps two, weighs 2.1 kg and comes with aluminium poles and twelve pegs.'),
  page('boots.md', 'Leather boots want wax twice a year; suede ones are brushed and never waxed.'),
  page('shop.md', 'The shop in Leeds is open from nine to six on weekdays and from ten to four on Saturdays.'),
  page('gift-cards.md', 'Gift cards are worth what was paid for them, for five years, online and in the shop.'),
  page('staff.md', 'Staff may waive the postage for goods over 200 pounds when a customer complains.', {
    scope: ['role:staff'],
  }),
  page('globex.md', 'At Globex anything can be sent back within 90 days, used or not.', { tenant: 'globex' }),
];

/** Asked in other words than the answer's. */
export const paraphrases: readonly (readonly [question: string, source: string])[] = [
  ['Until when am I allowed to give an unused item back?', 'returns.md'],
  ['How long until I have the cash in my account again?', 'refunds.md'],
  ['When is my order going to arrive?', 'delivery.md'],
  ['I am locked out of my account', 'password.md'],
  ['How many people can sleep in the Alder tent?', 'tents.md'],
  ['What time do you close at the weekend?', 'shop.md'],
  ['For how long is a present card worth something?', 'gift-cards.md'],
];

/** What none of it answers. */
export const unanswered = ['Do you rent out canoes?', 'Who won the league in 1987?', 'My cat has fleas, what helps?'];
