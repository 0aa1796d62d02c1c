import { describe, expect, it } from 'vitest';
import { envelope, factOf, factsOf } from '../fakes/webhook.js';

describe('people and organizations', () => {
  const user = {
    id: '77',
    email: 'ada@example.com',
    external_id: '',
    default_group_id: '0',
    organization_id: '0',
    role: 'end-user',
  };
  it('keeps the profile, where "0" and "" are none', async () => {
    const more = { detail: user, subject: 'zen:user:77' };
    const fact = await factOf('user.active_changed', { current: false, previous: true }, more);
    expect(fact).toMatchObject({
      type: 'customer.changed.v1',
      subject: 'customer:zendesk:77',
      data: {
        customerId: '77',
        kind: 'person',
        change: 'active',
        previous: true,
        current: false,
        profile: { email: 'ada@example.com', externalId: null, organizationId: null, role: 'end-user', active: false },
      },
    });
    expect(fact.correlationid).toBeUndefined();
  });

  it('follows deletions, merges and organizations', async () => {
    expect(await factOf('user.deleted', {}, { detail: user })).toMatchObject({ type: 'customer.deleted.v1' });
    expect(await factsOf(envelope('user.merged', { target_user_id: '78' }, { detail: user }))).toMatchObject([
      {
        type: 'customer.merged.v1',
        subject: 'customer:zendesk:77',
        data: { side: 'source', other: 'customer:zendesk:78' },
      },
      {
        type: 'customer.merged.v1',
        subject: 'customer:zendesk:78',
        data: { side: 'target', other: 'customer:zendesk:77' },
      },
    ]);
    const organization = { detail: { id: 5, name: 'Acme', external_id: '' }, subject: 'zen:organization:5' };
    expect(await factOf('organization.name_changed', { current: 'Acme' }, organization)).toMatchObject({
      subject: 'organization:zendesk:5',
      data: { kind: 'organization', change: 'name', profile: { name: 'Acme', externalId: null } },
    });
    expect(await factOf('organization.deleted', {}, organization)).toMatchObject({ data: { kind: 'organization' } });
  });
});
