import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideLife, evolveLife, type Life, type LifeCommand, type LifeEvent, unborn } from './life.js';

const approve: LifeCommand = { type: 'approve' };
const claim = (token: number): LifeCommand => ({ type: 'claim', token });
const release = (token: number): LifeCommand => ({ type: 'release', token });
const start = (token: number, absent?: number): LifeCommand => ({ type: 'start', token, absent });
const end = (as: 'failed' | 'uncertain' | 'cancelled', token: number): LifeCommand => ({ type: 'end', as, token });
const done: LifeCommand = { type: 'find-done' };
const failLate: LifeCommand = { type: 'fail-late' };
const cancel: LifeCommand = { type: 'cancel' };
const resolve = (outcome: 'executed' | 'retry' | 'cancel'): LifeCommand => ({ type: 'resolve', outcome });

/** `approved claimed:7 started`: what has happened, in words. */
const history = (words: string): readonly LifeEvent[] =>
  words
    .split(' ')
    .filter(Boolean)
    .map((word) => {
      const [type, token] = word.split(':');
      return { type, ...(token !== undefined && { token: Number(token) }) } as LifeEvent;
    });

const held = 'approved claimed:7';
const begun = `${held} started`;
const lapsed = `${begun} claimed:8`;
const given = (words: string): Life => history(words).reduce(evolveLife, unborn);

describe('an action', () => {
  test.each<[given: string, when: string, command: LifeCommand, then: string]>([
    ['', 'a verdict approves it', approve, 'approved'],
    ['approved', 'an executor claims it', claim(7), 'claimed:7'],
    [held, 'its executor lost the lease, and another claims it', claim(8), 'claimed:8'],
    [held, 'its executor gives it back', release(7), 'released'],
    [held, 'its executor starts it', start(7), 'started'],
    [held, 'the policy sends it back', end('cancelled', 7), 'cancelled'],
    [held, 'the desk cannot do such a thing', end('failed', 7), 'failed'],
    ['approved', 'a person takes it back', cancel, 'cancelled'],
    [held, 'a person takes it back', cancel, 'cancelled'],
    [begun, 'the desk says that it is done', done, 'executed'],
    [begun, 'the desk refuses for good', end('failed', 7), 'failed'],
    [begun, 'nobody can tell', end('uncertain', 7), 'uncertain'],
    [begun, 'the desk refuses for now', release(7), 'released'],
    [begun, 'its executor died, and another claims it', claim(8), 'claimed:8'],
    [lapsed, 'the look-up finds it', done, 'executed'],
    [lapsed, 'the look-up says that it is not there', start(8, 1), 'started'],
    [lapsed, 'the look-up cannot tell', end('uncertain', 8), 'uncertain'],
    [lapsed, 'the desk answers the one who lost it', done, 'executed'],
    [`${lapsed} started`, 'the second start had no effect either', start(8, 2), 'started'],
    [`${begun} uncertain`, 'a person finds it at the desk', resolve('executed'), 'executed'],
    [`${begun} uncertain`, 'a person has it tried again, as another', resolve('retry'), 'cancelled'],
    [`${begun} uncertain`, 'a person calls it off', resolve('cancel'), 'cancelled'],
    [`${begun} uncertain`, 'the desk answers after all', done, 'executed'],
    [`${begun} executed`, 'the vendor could not deliver it', failLate, 'failed'],
  ])('given %j, when %s: %j brings %s', (before, _when, command, then) => {
    expect(decideLife(given(before), command)).toEqual({ event: history(then)[0] });
  });

  const ends = ['executed', 'failed', 'cancelled'].map((last) => `${begun} ${last}`);
  const everyEnd = [...ends, `${begun} uncertain`];
  const refusals: readonly [string, LifeCommand, string][] = [
    ['approved', approve, 'known'],
    ...[claim(7), start(7), done, cancel, failLate, release(7), end('failed', 7), resolve('cancel')].map(
      (command): [string, LifeCommand, string] => ['', command, 'unknown'],
    ),
    ['approved', start(7), 'not-held'],
    ['approved', end('cancelled', 7), 'not-held'],
    [held, claim(7), 'held'],
    [held, claim(6), 'held'],
    [held, start(6), 'not-held'],
    [held, done, 'not-started'],
    ['approved', done, 'not-started'],
    [held, end('uncertain', 7), 'not-started'],
    [held, failLate, 'not-executed'],
    [held, resolve('executed'), 'not-uncertain'],
    [`${held} claimed:8`, start(7), 'not-held'],
    [begun, start(7), 'effect-unknown'],
    [begun, cancel, 'started'],
    [begun, failLate, 'not-executed'],
    [begun, resolve('retry'), 'not-uncertain'],
    [lapsed, end('failed', 7), 'not-held'],
    [lapsed, end('uncertain', 7), 'not-held'],
    [lapsed, release(7), 'not-held'],
    [lapsed, start(8), 'effect-unknown'],
    [`${lapsed} started`, start(8, 1), 'effect-unknown'],
    [`${begun} released`, cancel, 'started'],
    ...everyEnd.flatMap((before) =>
      [claim(9), start(7, 1), end('failed', 7), release(7), cancel].map((command): [string, LifeCommand, string] => [
        before,
        command,
        'ended',
      ]),
    ),
    ...ends.flatMap((before): [string, LifeCommand, string][] => [
      [before, done, 'ended'],
      [before, resolve('retry'), 'not-uncertain'],
    ]),
    [`${begun} failed`, failLate, 'not-executed'],
    [`${begun} executed failed`, failLate, 'not-executed'],
    [`${begun} executed failed`, done, 'ended'],
  ];
  test.each(refusals)('given %j, %j is refused: %s', (before, command, why) => {
    expect(decideLife(given(before), command)).toEqual({ refused: why });
  });
});

/** What executors and people try, in any order; each executor believes what it learned last. */
const attempts = fc.array(
  fc.record({
    who: fc.constantFrom('one', 'other'),
    what: fc.constantFrom(
      ...([
        'claim',
        'claim',
        'release',
        'start',
        'start',
        'look-up absent',
        'look-up unsure',
        'done',
        'failed',
      ] as const),
      ...(['uncertain', 'fail-late', 'cancel', 'resolve executed', 'resolve cancel', 'resolve retry'] as const),
    ),
  }),
  { maxLength: 60 },
);

test('is never started twice without a look-up or a person’s word between, nor ended twice', () => {
  fc.assert(
    fc.property(attempts, (tries) => {
      let life = given('approved');
      let tokens = 0;
      const known = { one: { token: 0, absent: 0 }, other: { token: 0, absent: 0 } };
      // The starts, what allowed the next one, and the ends, in order.
      const told: string[] = [];
      const attempt = (command: LifeCommand) => {
        const decision = decideLife(life, command);
        if ('refused' in decision) return;
        life = evolveLife(life, decision.event);
        if (!['claimed', 'released'].includes(decision.event.type)) told.push(decision.event.type);
        if (command.type === 'resolve' && command.outcome === 'retry') {
          told.push('a person’s word');
          life = given('approved');
        }
      };
      for (const { who, what } of tries) {
        const { token, absent } = known[who as 'one'];
        if (what === 'claim') {
          tokens += 1;
          // The store gives no lease that another still has; a lease that lapsed looks the same here.
          known[who as 'one'] = { token: tokens, absent: 0 };
          attempt(claim(tokens));
        } else if (what === 'start') attempt(start(token, absent));
        else if (what === 'look-up absent') {
          if (life.state !== 'started') continue;
          known[who as 'one'] = { token, absent: life.starts };
          told.push('look-up');
        } else if (what === 'look-up unsure') known[who as 'one'] = { token, absent: 0 };
        else if (what === 'done') attempt(done);
        else if (what === 'release') attempt(release(token));
        else if (what === 'failed' || what === 'uncertain') attempt(end(what, token));
        else if (what === 'fail-late') attempt(failLate);
        else if (what === 'cancel') attempt(cancel);
        else attempt(resolve(what.split(' ')[1] as 'executed'));
      }
      expect(told.join(' ')).not.toMatch(/started started/u);
      for (const one of told.join(' ').split('a person’s word')) {
        const ends = one.split(' ').filter((word) => ['executed', 'failed', 'uncertain', 'cancelled'].includes(word));
        expect(['', 'executed', 'failed', 'uncertain', 'cancelled']).toContain(ends[0] ?? '');
        const rest = ends.slice(ends[0] === 'uncertain' ? 1 : 0).join(' ');
        expect(['', 'executed', 'failed', 'cancelled', 'executed failed']).toContain(rest);
      }
    }),
    { numRuns: 2_000 },
  );
});
