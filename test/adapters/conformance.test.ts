import { twilioAdapter } from '@deskrail/twilio/receive';
import { runAdapterConformance } from '@deskrail/webhooks/conformance';
import { zendeskAdapter } from '@deskrail/zendesk/receive';
import { hearthAdapter } from '../../examples/own-desk-adapter.ts';
import { hearthWebhooks } from './own-desk.ts';
import { twilioWebhooks } from './twilio.ts';
import { zendeskWebhooks } from './zendesk.ts';

runAdapterConformance(zendeskAdapter, zendeskWebhooks);
runAdapterConformance(twilioAdapter, twilioWebhooks);
runAdapterConformance(hearthAdapter, hearthWebhooks);
