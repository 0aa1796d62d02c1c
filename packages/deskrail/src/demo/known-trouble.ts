import { type EventByType, formatSubject } from '@deskrail/contracts';

/** What is wrong at the shop today, as its status page would say: customers who ask about it are told first of all. */
export function knownTrouble({
  tenant,
  now,
}: {
  readonly tenant: string;
  readonly now: string;
}): EventByType<'incident.signalled.v1'> {
  const subject = formatSubject({ kind: 'incident', connection: 'status-page', id: 'paypal' });
  return {
    specversion: '1.0',
    id: `${tenant}/status-page/incident/paypal`,
    source: '/demo/status-page',
    type: 'incident.signalled.v1',
    subject,
    time: now,
    datacontenttype: 'application/json',
    tenant,
    connection: 'status-page',
    actor: 'system/status-page',
    authenticity: 'api-key',
    identity: 'exact',
    data: {
      incidentId: 'paypal',
      state: 'open',
      severity: 'major',
      title: 'PayPal is down in our shop',
      summary:
        'PayPal is down in our shop at the moment, and we are working on it together with PayPal. If you saw an error, nothing has left your account. Until it works again, you can pay by card, bank transfer or gift card.',
      affects: ['PayPal'],
      origin: { vendor: 'api', by: 'api' },
    },
  };
}
