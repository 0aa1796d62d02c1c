/** Three desks of one tenant: a customer writes by each, and each gets the reply in its own way. */
import { freshdesk, freshdeskTemplate } from '@deskrail/freshdesk';
import {
  demoArticlesFolder,
  emulateFreshdesk,
  emulateTwilio,
  emulateZendesk,
  temporaryFolder,
} from '@deskrail/testing';
import { twilio } from '@deskrail/twilio';
import { zendesk } from '@deskrail/zendesk';
import { createDeskrail } from 'deskrail';

await using folder = await temporaryFolder();
const secret = 'a-secret-of-your-webhooks';
const publicUrl = 'https://support.example.com/webhooks/twilio';

// In place of the real ones, whose webhooks would come over HTTP.
const deliver = (webhook: Request) => deskrail.fetch(webhook);
const zendeskDesk = emulateZendesk({ secret, deliver });
const freshdeskDesk = emulateFreshdesk({ secret, deliver, content: { template: freshdeskTemplate } });
const twilioDesk = emulateTwilio({ webhookUrl: publicUrl, deliver });
const emulated = [zendeskDesk, freshdeskDesk, twilioDesk];

// --- connections
const connections = [
  zendesk({
    ...{ id: 'zendesk', tenant: 'acme', secrets: [secret] },
    rest: { url: zendeskDesk.url, token: zendeskDesk.token },
  }),
  freshdesk({
    ...{ id: 'freshdesk', tenant: 'acme', secrets: [secret] },
    rest: { url: freshdeskDesk.url, token: freshdeskDesk.key },
  }),
  twilio({
    ...{ id: 'twilio', tenant: 'acme', secrets: [twilioDesk.authToken], publicUrl },
    rest: { url: twilioDesk.url, token: twilioDesk.token },
  }),
];
// ---
await using deskrail = await createDeskrail({
  ...{ data: folder.path, connections, knowledge: demoArticlesFolder() },
  // Nobody looks at these: a rule approves them.
  policy: { rules: [{ id: 'demo', when: { kind: 'reply' }, outcome: 'auto' }] },
  fetch: async (input, init) => {
    const request = new Request(input, init);
    const desk = emulated.find(({ url }) => new URL(url).host === new URL(request.url).host);
    return desk?.fetch(request) ?? Response.error();
  },
});
await deskrail.start();

const text = 'How long do I have to return a tent?';
zendeskDesk.customerWrites({ subject: 'A return', text });
freshdeskDesk.customerWrites({ subject: 'A return', text });
twilioDesk.customerTexts({ from: '+15550100142', text });

const signal = AbortSignal.timeout(20_000);
let executed = 0;
for await (const { event } of deskrail.log.read({ stream: 'actions', until: 'never', signal })) {
  if (event.type !== 'action.executed.v1') continue;
  console.log(`Sent by ${event.connection}: ${event.data.vendorId}`);
  executed += 1;
  if (executed === emulated.length) break;
}
await Promise.all(emulated.map((desk) => desk.close()));
