/**
 * Sentences about this and that, which answer nobody's question: how near a question lies to these is how near it lies to
 * anything. Where a source has few passages, their own mean says too little.
 */
export const background: readonly string[] = [
  'The orchestra tunes to the oboe before the concert begins.',
  'Basalt forms when lava cools quickly at the surface.',
  'She planted tulips along the garden path in October.',
  'The committee approved the minutes of the last meeting.',
  'Migrating geese fly in a wedge to save strength.',
  'He sanded the table twice and finished it with oil.',
  'The treaty was signed in the autumn of that year.',
  'Knead the dough until it is smooth and let it rise.',
  'The goalkeeper saved two penalties in the second half.',
  'Old maps show a ferry where the bridge stands today.',
  'A comet’s tail always points away from the sun.',
  'The novel begins with a letter found in an attic.',
  'Rain is expected in the north by the evening.',
  'The museum keeps its oldest clocks on the third floor.',
  'Shepherds move their flocks uphill in early summer.',
  'The lecture compared three ways to prove the theorem.',
];
