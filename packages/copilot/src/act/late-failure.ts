import type { Action, EventByType, LedgerEntry, UnitOfWork } from '@deskrail/contracts';
import { cancelLater, envelopeOfEntry } from './ledger.js';
import { refusalOf } from './life.js';
import { tellPeople } from './tell-people.js';

type DeliveryChanged = EventByType<'message.delivery-changed.v1'>;

/** What a desk told of a message that it had taken and could not deliver. */
export interface LateFailure {
  readonly code: string;
  /** The fact that told it. */
  readonly fact: string;
}

/** Failures that say what to do about them, by the vendors' own numbers; the others are `undelivered`. */
const codes: Readonly<Record<string, string>> = {
  // Twilio: WhatsApp takes free text for 24 hours after the customer's last message, then only a template.
  '63016': 'window-closed',
  // Twilio: the customer sent STOP.
  '21610': 'opted-out',
};

/** The failure that a delivery's state means for the action behind it, if it is one. */
export function lateFailureIn({ id: fact, data }: DeliveryChanged): LateFailure | undefined {
  if (data.status !== 'failed' && data.status !== 'undelivered') return undefined;
  const known =
    data.errorCode !== undefined && Object.hasOwn(codes, data.errorCode) ? codes[data.errorCode] : undefined;
  return { code: known ?? 'undelivered', fact };
}

/**
 * An executed action turns out to have failed: the one outcome that may follow the first. Trying again cannot help, and
 * what was to follow it does not happen. Nothing where it is not executed, or has failed already.
 */
export function decideLateFailure(
  {
    now,
    entry,
    siblings,
  }: { readonly now: string; readonly entry: LedgerEntry; readonly siblings: readonly LedgerEntry[] },
  { code, fact }: LateFailure,
): readonly Action[] {
  if (refusalOf(entry, { type: 'fail-late' })) return [];
  const { id: actionId } = entry.view;
  return [
    {
      ...envelopeOfEntry(entry, { id: `${actionId}/undelivered`, at: now, by: 'deliveries', causedBy: fact }),
      type: 'action.failed.v1',
      data: { actionId, code, permanent: true },
    },
    ...cancelLater(entry, siblings, now),
  ];
}

/** How long a failure is remembered that came before its action was known to be executed: a person may say it late. */
const rememberedSeconds = 7 * 86_400;

const ofAction = (actionId: string): string => `undelivered/action/${actionId}`;
const ofMessage = (connection: string, messageId: string): string => `undelivered/message/${connection}/${messageId}`;

/** Keep a failure for whoever records the execution; by the message alone where the desk did not name the action. */
export async function rememberFailure(
  unit: UnitOfWork,
  of: { readonly connection: string; readonly messageId: string; readonly actionId?: string | undefined },
  failure: LateFailure,
): Promise<void> {
  const name = of.actionId === undefined ? ofMessage(of.connection, of.messageId) : ofAction(of.actionId);
  await unit.remember(name, failure, { seconds: rememberedSeconds });
}

/** In the transaction that recorded an execution: the desk may have said already that it came to nothing. */
export async function failWhereUndelivered(unit: UnitOfWork, actionId: string): Promise<void> {
  const entry = await unit.action(actionId);
  if (entry?.view.status !== 'executed') return;
  const { connection, vendorId } = entry.view;
  const named = await unit.remembered(ofAction(actionId));
  const told = named ?? (vendorId === undefined ? undefined : await unit.remembered(ofMessage(connection, vendorId)));
  if (told === undefined) return;
  const siblings = await unit.actionsOf(entry.view.verdictId);
  for (const event of decideLateFailure({ now: unit.now, entry, siblings }, told as LateFailure)) {
    await unit.emit(event);
  }
  await tellPeople(unit, actionId);
}
