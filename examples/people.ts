/** Help-desk vendors: your own users review under their own names, by tokens of your login and by keys; both are one person. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { createClient, isDeskrailApiError } from '@deskrail/client';
import { temporaryFolder } from '@deskrail/testing';
import { createDeskrail } from 'deskrail';

// Your identity provider: here a key pair, elsewhere the address of its public keys as `jwksUrl`.
const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const jwks = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'of-2027', alg: 'ES256' }] };
function tokenOf(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const exp = Math.floor(Date.now() / 1000) + 300;
  const signed = `${part({ alg: 'ES256', kid: 'of-2027', typ: 'JWT' })}.${part({ ...claims, exp })}`;
  const signature = sign('sha256', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
}

await using folder = await temporaryFolder();
const issuer = 'https://login.vendor.example/';
const adminKey = 'the-key-of-who-sets-things-up';
// --- configure
await using deskrail = await createDeskrail({
  data: folder.path,
  keys: [{ name: 'setup', key: adminKey, tenant: 'acme', roles: ['admin'] }],
  jwt: [
    {
      issuer,
      audience: 'deskrail',
      jwks,
      tenantClaim: 'org',
      tenants: { org_17: 'acme' },
      rolesClaim: 'groups',
      roles: { support: 'reviewer', 'support-leads': 'senior' },
    },
  ],
  people: [{ id: 'anna', name: 'Anna Bell', tenant: 'acme', identities: [`jwt:${issuer}|auth0|7`, 'key:anna-phone'] }],
});
// ---
await deskrail.start();
const clientWith = (key: string) =>
  createClient({
    url: 'https://deskrail.example',
    key,
    fetch: async (input, init) => deskrail.fetch(new Request(input, init)),
  });

const claims = { iss: issuer, aud: 'deskrail', sub: 'auth0|7', org: 'org_17', groups: ['support-leads'] };
const byToken = await clientWith(tokenOf(claims)).session();
console.log('By token:', byToken.actor, byToken.tenant, byToken.roles);

// --- keys
const admin = clientWith(adminKey);
const inNinetyDays = new Date(Date.now() + 90 * 86_400_000).toISOString();
const made = await admin.keys.create({ name: 'anna-phone', roles: ['reviewer'], expiresAt: inNinetyDays });
const byKey = await clientWith(made.secret).session();
console.log('By key:', byKey.actor, byKey.roles);

const next = await admin.keys.rotate(made.key.id, { graceSeconds: 3600 });
await admin.keys.revoke(made.key.id);
// ---
const refused = await clientWith(made.secret)
  .session()
  .catch((error: unknown) => isDeskrailApiError(error, 'unauthenticated') && 'refused');
console.log('The old key:', refused, 'and the new one:', (await clientWith(next.secret).session()).actor);

const elsewhere = await clientWith(tokenOf({ ...claims, org: 'org_18' }))
  .session()
  .catch((error: unknown) => isDeskrailApiError(error, 'unauthenticated') && 'refused');
console.log('A token of another organization:', elsewhere);
