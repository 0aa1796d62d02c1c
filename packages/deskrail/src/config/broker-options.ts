import { z } from 'zod';
import { instanceRoles } from '../options.js';
import { brokerAddress, clientIdText, kafkaDrivers, saslMechanisms, topicPrefixText } from './broker-environment.js';

const filled = z.string().min(1, 'write a text that is not empty');
const pem = z.string().includes('-----BEGIN ', { error: 'write PEM text; a path is not read' });

const kafka = z.strictObject({
  brokers: z
    .array(z.string().regex(brokerAddress, 'write host:port, such as kafka-1:9092'))
    .min(1, 'write at least one broker'),
  clientId: z.string().regex(clientIdText, 'write letters, digits, dots and dashes').optional(),
  topicPrefix: z.string().regex(topicPrefixText, 'write letters, digits, dots and dashes').optional(),
  tls: z
    .union([
      z.boolean(),
      z
        .strictObject({ ca: pem.optional(), cert: pem.optional(), key: pem.optional(), serverName: filled.optional() })
        .refine(({ cert, key }) => (cert === undefined) === (key === undefined), 'write both cert and key, or neither'),
    ])
    .optional(),
  sasl: z.strictObject({ mechanism: z.enum(saslMechanisms), username: filled, password: filled }).optional(),
  driver: z.enum(kafkaDrivers).optional(),
  development: z.boolean('write true or false').optional(),
  sharedStorage: z.boolean('write true or false').optional(),
  compression: z.enum(['none', 'gzip']).optional(),
  partitions: z.number().int('write a whole number').min(1).max(10_000).optional(),
});

const postgres = z.strictObject({
  url: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'write postgres://user:password@host:5432/database')
    .refine((url) => URL.canParse(url), 'write an address whose password is percent-encoded'),
  schema: z
    .string()
    .regex(/^[A-Za-z_]\w{0,62}$/, 'write up to 63 letters, digits and underscores')
    .optional(),
  poolSize: z.number().int('write a whole number').min(2).max(1000).optional(),
  ssl: z
    .union([z.boolean(), z.strictObject({ ca: pem.optional(), cert: pem.optional(), key: pem.optional() })])
    .optional(),
  clock: z
    .custom<unknown>(
      (value) => typeof (value as { now?: unknown } | null)?.now === 'function',
      'write an object with now',
    )
    .optional(),
});

const spool = z.union([
  z.literal(false),
  z.strictObject({
    directory: filled.optional(),
    maxBytes: z.number().int('write a whole number').min(1).optional(),
    maxAgeSeconds: z.number().int('write a whole number').min(1).optional(),
  }),
]);

const roles = z
  .array(z.enum(instanceRoles))
  .min(1, `write at least one of ${instanceRoles.join(', ')}`)
  .refine((given) => new Set(given).size === given.length, 'write each role once');

/** What `createDeskrail` takes about its log, its store and its share of the work. */
export const brokerOptions = {
  kafka: kafka.optional(),
  postgres: postgres.optional(),
  spool: spool.optional(),
  roles: roles.optional(),
};
