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
      title: 'Payments with PayPal fail at the checkout',
      summary:
        'Payments with PayPal fail at our checkout at the moment; we are working on it together with PayPal. Nothing is charged when the checkout shows an error.',
      affects: ['PayPal'],
      origin: { vendor: 'api', by: 'api' },
    },
  };
}
