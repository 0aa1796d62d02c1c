import { otherApiKey } from '../words.ts';

/**
 * What every process is configured with beside the environment: a rule that approves by itself what came by the web
 * form, leases short enough to see them end, and a second reviewer.
 */
export const chaosConfig = (more: Readonly<Record<string, unknown>> = {}): string =>
  `export default ${JSON.stringify({
    policy: { rules: [{ id: 'web-form', when: { kind: 'reply', channel: 'web_form' }, outcome: 'auto' }] },
    limits: { actionLeaseMs: 4_000, actionGraceMs: 6_000 },
    keys: [{ name: 'ben', key: otherApiKey, roles: ['reader', 'reviewer'] }],
    ...more,
  })};\n`;
