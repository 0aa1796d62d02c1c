// @ts-expect-error There are no types for it.
import assignerProtocol from 'kafkajs/src/consumer/assignerProtocol.js';
import { expect, test } from 'vitest';
import { decodeAssignment, decodeSubscription, encodeAssignment, encodeSubscription } from './consumer-protocol.js';

const { MemberAssignment, MemberMetadata } = assignerProtocol;

test('subscriptions are written and read as other clients do', () => {
  const subscription = { topics: ['support.facts', 'ünicode'], userData: Buffer.from('{"owned":[]}') };
  const bytes = encodeSubscription(subscription);
  expect(decodeSubscription(bytes)).toEqual(subscription);
  expect(MemberMetadata.decode(bytes)).toMatchObject(subscription);
  expect(bytes.equals(MemberMetadata.encode({ version: 0, ...subscription }))).toBe(true);
});

test('assignments are written and read as other clients do', () => {
  const assignment = { 'support.facts': [0, 2, 5], 'ai.actions': [] };
  const bytes = encodeAssignment(assignment);
  expect(decodeAssignment(bytes)).toEqual(assignment);
  expect(MemberAssignment.decode(bytes).assignment).toEqual(assignment);
  expect(decodeAssignment(MemberAssignment.encode({ version: 0, assignment }))).toEqual(assignment);
});

test('a member that is given nothing may be sent nothing', () => {
  expect(decodeAssignment(Buffer.alloc(0))).toEqual({});
  expect(decodeAssignment(encodeAssignment({}))).toEqual({});
});
