import { freshdeskAdapter } from '@deskrail/freshdesk/receive';
import { twilioAdapter } from '@deskrail/twilio/receive';
import { runAdapterConformance } from '@deskrail/webhooks/conformance';
import { zendeskAdapter } from '@deskrail/zendesk/receive';
import { hearthAdapter } from '../../examples/own-desk-adapter.ts';
import { pigeonAdapter } from '../../examples/own-hmac-adapter.ts';
import { freshdeskWebhooks } from './freshdesk.ts';
import { hearthWebhooks } from './own-desk.ts';
import { pigeonWebhooks } from './own-hmac.ts';
import { twilioWebhooks } from './twilio.ts';
import { zendeskWebhooks } from './zendesk.ts';

runAdapterConformance(zendeskAdapter, zendeskWebhooks);
runAdapterConformance(freshdeskAdapter, freshdeskWebhooks);
runAdapterConformance(twilioAdapter, twilioWebhooks);
runAdapterConformance(hearthAdapter, hearthWebhooks);
runAdapterConformance(pigeonAdapter, pigeonWebhooks);
