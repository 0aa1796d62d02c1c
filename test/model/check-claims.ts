import { holds } from './check-run.ts';
import { personOf } from './history.ts';
import type { Told } from './perform.ts';
import type { Played } from './play.ts';

/** Tokens only grow; two people never hold one; who is kept out by a claim decides nothing meanwhile. */
export function checkClaims(played: Played): void {
  const granted = played.told.filter(({ claim, item }) => claim !== undefined && item !== undefined);
  for (const item of new Set(granted.map((one) => one.item))) {
    const ofItem = granted.filter((one) => one.item === item);
    const holders = new Map<number, string>();
    for (const { claim, begun } of ofItem) {
      const { token = 0, holder = '' } = claim ?? {};
      const known = holders.get(token) ?? personOf(holder);
      holders.set(token, known);
      holds(known === personOf(holder), () => `The token ${token} of ${item} is ${known}'s and ${holder}'s.`);
      for (const before of ofItem.filter(({ ended }) => ended < begun)) {
        holds(
          (before.claim?.token ?? 0) <= token,
          () => `On ${item} the token ${token} came after ${before.claim?.token}.`,
        );
      }
    }
  }
  checkKeptOut(played);
}

const endsClaims: ReadonlySet<string> = new Set(['claim', 'release', 'route', 'heartbeat', 'next', 'rush', 'sweep']);

function checkKeptOut({ told, seen }: Played): void {
  for (const { wave, items } of seen) {
    const ofWave = told.filter((one) => one.wave === wave);
    for (const { recommendationId, claim } of items) {
      if (claim === undefined || ofWave.some(({ step }) => endsClaims.has(step.do))) continue;
      const on = ofWave.filter(({ item }) => item === recommendationId);
      const isHolders = ({ person }: Told) => personOf(person?.actor ?? '') === personOf(claim.holder);
      if (on.some(isHolders)) continue;
      const through = on.find(({ given }) => given && !given.repeated && given.verdict.kind !== 'comment');
      const what = `${through?.given?.verdict.kind} of ${through?.person?.actor}`;
      holds(
        through === undefined,
        () => `${what} went through on ${recommendationId}, which ${claim.holder} had claimed.`,
      );
    }
  }
}
