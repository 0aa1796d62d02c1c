import { runAdapterConformance } from '@deskrail/webhooks/conformance';
import { zendeskAdapter } from '@deskrail/zendesk/receive';
import { zendeskWebhooks } from './zendesk.ts';

runAdapterConformance(zendeskAdapter, zendeskWebhooks);
