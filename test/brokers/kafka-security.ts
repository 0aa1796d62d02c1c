import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatNode, type KafkaInstall } from './kafka-install.ts';
import type { KafkaSettings } from './kafka-properties.ts';
import { runProgram } from './run-program.ts';

export interface KafkaSecurity {
  /** Clients say who they are: PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512. User → password; the first is the administrator. */
  readonly sasl?: boolean | Readonly<Record<string, string>>;
  /** With `sasl`: who is not the administrator may do only what an access rule allows. */
  readonly acl?: boolean;
  /** Clients talk TLS, to a certificate made for this cluster (`localhost`, `127.0.0.1`). */
  readonly tls?: boolean;
}

export interface SecuredKafka {
  readonly settings: KafkaSettings;
  readonly protocol: string;
  readonly checkpoint: string;
  readonly users: Readonly<Record<string, string>>;
  readonly ca: string | undefined;
}

const defaultUsers = { admin: 'admin-secret', deskrail: 'deskrail-secret' };
const keyStorePassword = 'deskrail';
const certificateDays = '30';

/** How clients of a new cluster are let in. The nodes trust each other: their listeners are on loopback. */
export async function secureKafka(
  { sasl, acl, tls, signal }: KafkaSecurity & { readonly signal?: AbortSignal | undefined },
  install: KafkaInstall,
  home: string,
): Promise<SecuredKafka> {
  const users = sasl === true ? defaultUsers : sasl || {};
  const names = Object.keys(users);
  if (acl && names.length === 0) throw new Error('Access rules need to know who asks: give `sasl` beside `acl`.');
  const certificate = tls ? await makeCertificate(install, home, signal) : undefined;
  return {
    protocol: `${names.length > 0 ? 'SASL_' : ''}${tls ? 'SSL' : 'PLAINTEXT'}`,
    settings: {
      ...(names.length > 0 && saslSettings(users)),
      ...(acl && {
        'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
        'super.users': `User:ANONYMOUS;User:${names[0]}`,
      }),
      ...certificate?.settings,
    },
    checkpoint: names.length > 0 ? await scramCheckpoint(users, install, home, signal) : install.checkpoint,
    users,
    ca: certificate?.pem,
  };
}

function saslSettings(users: Readonly<Record<string, string>>): KafkaSettings {
  const logins = Object.entries(users).map(([name, password]) => `user_${name}="${password}"`);
  const plain = `org.apache.kafka.common.security.plain.PlainLoginModule required ${logins.join(' ')};`;
  const scram = 'org.apache.kafka.common.security.scram.ScramLoginModule required;';
  return {
    'listener.name.clients.sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
    'listener.name.clients.plain.sasl.jaas.config': plain,
    'listener.name.clients.scram-sha-256.sasl.jaas.config': scram,
    'listener.name.clients.scram-sha-512.sasl.jaas.config': scram,
  };
}

async function scramCheckpoint(
  users: Readonly<Record<string, string>>,
  install: KafkaInstall,
  home: string,
  signal: AbortSignal | undefined,
): Promise<string> {
  const work = join(home, 'format');
  await mkdir(work, { recursive: true });
  const credentials = Object.entries(users).flatMap(([name, password]) =>
    ['SCRAM-SHA-256', 'SCRAM-SHA-512'].map((mechanism) => `${mechanism}=[name=${name},password=${password}]`),
  );
  return formatNode(install, work, signal, credentials);
}

async function makeCertificate(install: KafkaInstall, home: string, signal: AbortSignal | undefined) {
  const store = join(home, 'kafka.p12');
  const pem = join(home, 'ca.pem');
  const access = ['-keystore', store, '-storetype', 'PKCS12', '-storepass', keyStorePassword, '-alias', 'kafka'];
  const subject = ['-dname', 'CN=localhost', '-ext', 'san=dns:localhost,ip:127.0.0.1', '-ext', 'bc=ca:true'];
  const key = ['-keyalg', 'EC', '-groupname', 'secp256r1', '-validity', certificateDays];
  const limits = { timeoutMs: 30_000, signal };
  await runProgram(install.java.keytool, ['-genkeypair', ...access, ...key, ...subject], limits);
  await runProgram(install.java.keytool, ['-exportcert', '-rfc', '-file', pem, ...access], limits);
  return {
    pem: await readFile(pem, 'utf8'),
    settings: {
      'ssl.keystore.type': 'PKCS12',
      'ssl.keystore.location': store,
      'ssl.keystore.password': keyStorePassword,
      'ssl.key.password': keyStorePassword,
    },
  };
}
