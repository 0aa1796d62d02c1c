import type { CopilotContext, Evidence, FeatureSet } from '@deskrail/contracts';
import { fillMacro } from '../sources/macros/fill-macro.js';
import { sentencesOf } from './sentences.js';
import type { Told } from './told.js';

const valueAtMost = 120;

/** One line of a value, and not endless: it is a customer's own. */
const lineOf = (value: string | null | undefined): string | undefined =>
  value?.replace(/\s+/gu, ' ').trim().slice(0, valueAtMost) || undefined;

type Kind = FeatureSet['entities'][number]['kind'];

/** What the customer says of themselves and their case, under the names that macros use for it. */
export function macroValues(
  { question, conversation, customer }: CopilotContext,
  { entities }: FeatureSet,
): Readonly<Record<string, string | undefined>> {
  const name = lineOf(customer?.profile.name ?? conversation?.requester?.name);
  const email = lineOf(customer?.profile.email);
  const entity = (kind: Kind): string | undefined => {
    const found = entities.find((one) => one.kind === kind);
    return found && lineOf(question.slice(found.start, found.end));
  };
  const first = name?.split(' ')[0];
  const order = entity('order-number');
  const phone = lineOf(customer?.profile.phone) ?? entity('phone');
  const known = { name, 'name.first': first, first_name: first, email: email ?? entity('email'), phone };
  return {
    ...known,
    ...Object.fromEntries(
      ['customer', 'requester', 'ticket.requester'].flatMap((of) =>
        Object.entries(known).map(([key, value]) => [`${of}.${key}`, value] as const),
      ),
    ),
    order,
    'order.number': order,
    order_number: order,
    amount: entity('amount'),
    date: entity('date'),
    'ticket.id': conversation?.deskId,
    ticket: conversation?.deskId,
    subject: lineOf(conversation?.subject),
  };
}

/** A macro's text with the customer's own words filled in, sentence by sentence; `undefined` where one is not known. */
export function macroTold(
  piece: Evidence,
  values: Readonly<Record<string, string | undefined>>,
): readonly Told[] | undefined {
  const { text, missing } = fillMacro(piece.quote, values);
  if (missing.length > 0) return undefined;
  return sentencesOf(text).map(({ text: said, ownLine }) => ({ text: said, evidence: [piece.id], ownLine }));
}
