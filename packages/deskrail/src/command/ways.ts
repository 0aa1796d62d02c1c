import { nearest } from './nearest.js';
import { usageError } from './parse.js';

/** The word after a command's name that says which way it goes, such as `plan` of `topics plan`. */
export function wayOf<Way extends string>(word: string | undefined, ways: readonly Way[], command: string): Way {
  const known = ways.find((way) => way === word);
  if (known !== undefined) return known;
  if (word === undefined) throw usageError(`deskrail ${command} wants ${ways.join(', ')}.`, command);
  const guess = nearest(word, ways);
  const advice = guess ? `Did you mean ${guess}?` : `Write ${ways.join(', ')}.`;
  throw usageError(`deskrail ${command} has no ${JSON.stringify(word)}. ${advice}`, command);
}
