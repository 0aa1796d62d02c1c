import { createClient, type DeskrailClient } from '@deskrail/client';
import { type NodeServer, serveNode } from '@deskrail/server';
import { demoArticlesFolder, emulateZendesk, type ZendeskEmulator } from '@deskrail/testing';
import { zendesk } from '@deskrail/zendesk';
import { createDeskrail, type Deskrail, type DeskrailOptions, type InstanceRole } from 'deskrail';
import { vi } from 'vitest';
import { kafkaForTests, postgresForTests } from '../brokers/for-tests.ts';
import { secret, tenant } from './open-rail.ts';

const keys = ['anna', 'ben'].map((name) => ({
  ...{ name, tenant, key: `the-key-of-${name}-who-reviews` },
  roles: ['reader' as const, 'reviewer' as const],
}));

/** One process's worth of Deskrail, behind a server of its own. */
export interface Instance {
  readonly deskrail: Deskrail;
  readonly url: string;
  /** `anna`'s or `ben`'s. */
  client(name: string): DeskrailClient;
  close(): Promise<void>;
}

/** One desk, whose webhooks go to any instance that receives; instances come and go on one Kafka and one PostgreSQL. */
export interface Instances extends AsyncDisposable {
  readonly desk: ZendeskEmulator;
  /** Where their log and their store are, for a command that runs beside them. */
  readonly environment: Readonly<Record<'KAFKA_BROKERS' | 'KAFKA_TOPIC_PREFIX' | 'DATABASE_URL', string>>;
  open(options?: { readonly roles?: readonly InstanceRole[]; readonly data?: string }): Promise<Instance>;
  /** Texts of ours at the desk, by ticket. */
  replies(): ReadonlyMap<string, readonly string[]>;
}

export async function openInstances(options: Partial<DeskrailOptions> = {}): Promise<Instances> {
  const { brokers, prefix } = kafkaForTests();
  const database = await postgresForTests();
  const running = new Set<Instance>();
  const receiving: string[] = [];
  let turn = 0;
  const desk = emulateZendesk({
    secret,
    webhookUrl: 'http://desk.invalid/webhooks/zendesk',
    rateLimit: false,
    // Each delivery goes to the next instance, as behind a load balancer.
    deliver: async (request) => {
      const url = receiving[turn++ % Math.max(1, receiving.length)];
      if (url === undefined) return new Response(null, { status: 503 });
      const { method, headers, signal } = request;
      const body = await request.arrayBuffer();
      return fetch(url + new URL(request.url).pathname, { method, headers, body, signal });
    },
  });

  async function open({ roles, data }: { roles?: readonly InstanceRole[]; data?: string } = {}): Promise<Instance> {
    const deskrail = await createDeskrail({
      connections: [zendesk({ id: 'zendesk', tenant, secrets: [secret], rest: { url: desk.url, token: desk.token } })],
      ...{ knowledge: demoArticlesFolder(), keys, fetch: desk.fetch, page: false, limits: { closeTimeoutMs: 5_000 } },
      kafka: { brokers, topicPrefix: prefix, development: true, partitions: 4 },
      postgres: { url: database.url },
      ...(roles && { roles }),
      ...(data === undefined ? {} : { data }),
      ...options,
    });
    await deskrail.start();
    const server: NodeServer = await serveNode({ fetch: deskrail.fetch, port: 0, closeTimeoutMs: 2_000 });
    const url = `http://127.0.0.1:${server.port}`;
    if (roles?.includes('receive') ?? true) receiving.push(url);
    const instance: Instance = {
      ...{ deskrail, url },
      client: (name) => createClient({ url, key: keys.find((one) => one.name === name)?.key ?? '' }),
      async close() {
        if (!running.delete(instance)) return;
        if (receiving.includes(url)) receiving.splice(receiving.indexOf(url), 1);
        await Promise.all([server.close(), deskrail.close()]);
      },
    };
    running.add(instance);
    return instance;
  }

  return {
    ...{ desk, open },
    environment: { KAFKA_BROKERS: brokers.join(','), KAFKA_TOPIC_PREFIX: prefix, DATABASE_URL: database.url },
    replies: () =>
      new Map(
        desk.tickets
          .list()
          .map(({ id, comments }) => [
            id,
            comments
              .filter(({ channel, public: isPublic }) => channel === 'web_service' && isPublic)
              .map(({ body }) => body),
          ]),
      ),
    async [Symbol.asyncDispose]() {
      await desk.close();
      await Promise.all([...running].map((instance) => instance.close()));
      await database[Symbol.asyncDispose]();
    },
  };
}

export const within = { timeout: 60_000, interval: 50 };

/** The open reply of each of these tickets, as one instance sees them. */
export const suggestedReplies = (client: DeskrailClient, count: number) =>
  vi.waitFor(async () => {
    const open = await Array.fromAsync(client.recommendations.all({ status: 'open', limit: 200 }));
    const replies = open.filter(({ kind }) => kind === 'reply');
    if (replies.length < count) throw new Error(`${replies.length} of ${count} replies are suggested.`);
    return replies;
  }, within);
