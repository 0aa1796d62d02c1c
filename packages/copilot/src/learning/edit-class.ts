/** From how much on an edit is a heavy one, by normalised edit distance. Said here once for all numbers. */
export const heavyEditFrom = 0.2;

export type EditClass = 'acceptedAsIs' | 'lightlyEdited' | 'heavilyEdited' | 'editedUnmeasured';

/** `undefined`: an edit that nobody measured. */
export function editClassOf(distance: number | undefined): EditClass {
  if (distance === undefined) return 'editedUnmeasured';
  if (distance === 0) return 'acceptedAsIs';
  return distance < heavyEditFrom ? 'lightlyEdited' : 'heavilyEdited';
}
