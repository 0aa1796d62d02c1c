import { type EventByType, formatSubject, type Policy, type Store } from '@deskrail/contracts';
import { envelopeOf } from '../emitted.js';

/** Record which policy is in force for a tenant, where it is not the one recorded last. */
export async function announcePolicy({
  store,
  policy,
  tenant,
}: {
  readonly store: Store;
  readonly policy: Policy;
  readonly tenant: string;
}): Promise<void> {
  const previous = (await store.policyVersion(tenant)) ?? null;
  if (previous === policy.version) return;
  const subject = formatSubject({ kind: 'policy', connection: 'deskrail', id: tenant });
  await store.transact({ tenant, conversation: subject }, async (unit) => {
    const event: EventByType<'policy.changed.v1'> = {
      ...envelopeOf(
        { tenant, subject, policyVersion: policy.version },
        {
          // Going back to an earlier policy is a change of its own, so the time belongs to the id.
          id: `policy/${encodeURIComponent(tenant)}/${policy.version}/${unit.now}`,
          at: unit.now,
          actor: 'system/copilot',
          step: 'recommend',
        },
      ),
      type: 'policy.changed.v1',
      data: { version: policy.version, previous, rules: policy.rules },
    };
    await unit.emit(event);
  });
}
