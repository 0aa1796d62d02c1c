import type { KeyOption } from '../options.js';
import type { ConfigProblem } from './problems.js';

/** A key that others can reach has so many characters at least: fewer are guessed, and it opens all that its roles may. */
const leastCharacters = 16;
const fineFrom = 20;

const write = 'Write what `openssl rand -hex 32` prints.';

export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);

interface GivenKeys {
  readonly apiKey: string | undefined;
  readonly keys: readonly KeyOption[] | undefined;
}

/** Of each key that is given as it is, where it stands. Of a hash nobody knows. */
const placesOf = ({ apiKey, keys = [] }: GivenKeys): readonly (readonly [where: string, key: string])[] => [
  ...(apiKey === undefined ? [] : [['DESKRAIL_API_KEY', apiKey] as const]),
  ...keys.flatMap(({ name, key }, at) => (key === undefined ? [] : [[`keys[${at}] (${name})`, key] as const])),
];

/** Keys too short for an address that other machines reach. */
export function keyProblems(given: GivenKeys & { readonly host: string }): readonly ConfigProblem[] {
  if (isLoopback(given.host)) return [];
  const wrong = `it has fewer than ${leastCharacters} characters, and HOST lets other machines try keys`;
  return placesOf(given)
    .filter(([, key]) => key.length < leastCharacters)
    .map(([where]) => ({ where, wrong, write }));
}

export const keyWarnings = (given: GivenKeys): readonly string[] =>
  placesOf(given)
    .filter(([, key]) => key.length < fineFrom)
    .map(([where]) => `${where} is short enough to be guessed: use what \`openssl rand -hex 32\` prints.`);
