/** Help-desk vendors: all of Deskrail inside your own Express process, with connections from your own vault. */
import { createServer } from 'node:http';
import { emulateZendesk, temporaryFolder } from '@deskrail/testing';
import { nodeListener } from '@deskrail/webhooks/node';
import { zendesk } from '@deskrail/zendesk';
import { createDeskrail } from 'deskrail';
import express from 'express';

await using folder = await temporaryFolder();
const vault = new Map([['customer-7', { tenant: 'customer-7', secret: 'their-signing-secret' }]]);

// --- embed
await using deskrail = await createDeskrail({
  data: folder.path,
  connections: async (id) => {
    const customer = vault.get(id);
    return customer && zendesk({ id, tenant: customer.tenant, secrets: [customer.secret] });
  },
  keys: [{ name: 'panel', key: 'a-key-of-your-panel', tenant: 'customer-7', roles: ['reviewer'] }],
});
await deskrail.start();

const app = express();
app.use(
  '/deskrail',
  nodeListener((request) => deskrail.fetch(request)),
); // before any express.json()
app.get('/', (_request, response) => void response.send('Your own routes go on as ever.'));
// ---

const server = createServer(app).listen(0, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));
const address = server.address();
const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/deskrail`;
const desk = emulateZendesk({ secret: 'their-signing-secret', webhookUrl: `${url}/webhooks/customer-7` });
await desk.customerWrites({ subject: 'Hello', text: 'Does the large tent have two doors?' });
await desk.settled();
console.log(
  'Delivered:',
  desk.deliveries.map(({ status }) => status),
);
console.log('Ready:', (await fetch(`${url}/readyz`)).status);
await desk.close();
server.close();
