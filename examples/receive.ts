/** In-house teams: a signed webhook becomes a typed fact in a log, and a consumer of your own reads it. */
import { openSqliteFile, openSqliteLog } from '@deskrail/event-log/sqlite';
import { signedZendeskRequest, temporaryFolder, zendeskFixtures } from '@deskrail/testing';
import { createReceiver } from '@deskrail/webhooks';
import { zendesk } from '@deskrail/zendesk';

await using folder = await temporaryFolder();
const secret = 'the-signing-secret-of-your-webhook';

// --- receive
await using file = await openSqliteFile({ path: `${folder.path}/deskrail.db` });
await using log = await openSqliteLog({ file });
const receive = createReceiver({ log, connections: [zendesk({ id: 'zendesk', tenant: 'acme', secrets: [secret] })] });

const handled = Promise.withResolvers<void>();
await log.subscribe({
  stream: 'facts',
  group: 'my-consumer',
  async handler(stored) {
    for (const { event } of stored) {
      if (event.type === 'message.received.v1') console.log(`${event.subject}: ${event.data.text}`);
    }
    handled.resolve();
  },
});
// ---

// What your web framework does: hand over the Request, send back the Response. Here, Zendesk is played.
const webhook = zendeskFixtures.commentAdded({ ticket: '5158', body: 'Where is my order?', author: { staff: false } });
const request = await signedZendeskRequest({
  url: 'https://hooks.example/webhooks/zendesk',
  secret,
  body: JSON.stringify(webhook),
});
const response = await receive(request);
console.log(`Answered ${response.status}, after the fact was on disk.`);
await handled.promise;
