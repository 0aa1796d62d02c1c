import { runAdapterConformance } from '@deskrail/webhooks/conformance';
import { zendeskAdapter } from '@deskrail/zendesk/receive';
import { hearthAdapter } from '../../examples/own-desk-adapter.ts';
import { hearthWebhooks } from './own-desk.ts';
import { zendeskWebhooks } from './zendesk.ts';

runAdapterConformance(zendeskAdapter, zendeskWebhooks);
runAdapterConformance(hearthAdapter, hearthWebhooks);
