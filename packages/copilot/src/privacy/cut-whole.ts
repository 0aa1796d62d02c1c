import { findPersonalData } from './find-personal-data.js';

/** Longer than any address or number: what is looked at on both sides of a cut. */
const reach = 300;

/** What stands across a place of the text, as `[start, end]`. */
function across(text: string, at: number): readonly [number, number] | undefined {
  const from = Math.max(0, at - reach);
  const span = findPersonalData(text.slice(from, at + reach)).find(
    ({ start, end }) => from + start < at && at < from + end,
  );
  return span && [from + span.start, from + span.end];
}

/** At most so much of a text's beginning, and no half of an address or a number: nobody would find and hide it. */
export const headOf = (text: string, atMost: number): string =>
  text.length <= atMost ? text : text.slice(0, across(text, atMost)?.[0] ?? atMost);

/** The same of a text's end. */
export function tailOf(text: string, atMost: number): string {
  if (text.length <= atMost) return text;
  const at = text.length - atMost;
  return text.slice(across(text, at)?.[1] ?? at);
}
