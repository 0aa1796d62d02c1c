/** Labelled texts of an invented gym, large enough to learn from: each wish in several frames. */
const wishes: Readonly<Record<string, readonly string[]>> = {
  'book-class': [
    'book a yoga class',
    'reserve a spot in spinning',
    'sign up for pilates',
    'get a place in the boxing course',
  ],
  'opening-hours': [
    'when do you open',
    'are you open on Sunday',
    'what time does the gym close',
    'tell me the opening hours',
  ],
  'lost-card': ['I lost my member card', 'my entry card is gone', 'cannot find my card', 'need a new member card'],
  'freeze-membership': [
    'freeze my membership',
    'pause the contract while I travel',
    'put membership on hold',
    'suspend my contract',
  ],
};

const frames = ['{}', 'hello, {}', '{} please', 'hi team, {} if possible', '{} thanks a lot', 'good evening, {}'];

export const gymTickets = Object.entries(wishes).flatMap(([intent, texts]) =>
  texts.flatMap((text) => frames.map((frame) => ({ intent, text: frame.replace('{}', text) }))),
);

export const gymOutside: readonly string[] = [
  ...[
    'who won the match',
    'sing me a song',
    'what is the capital of Peru',
    'how tall is the Eiffel tower',
    'translate cat',
  ],
  ...[
    'we sell cheap advertising',
    'my car will not start',
    'how do I bake bread',
    'is it raining in Oslo',
    'you are funny',
  ],
  ...[
    'which planet is the largest',
    'who wrote this novel',
    'buy shares today',
    'my neighbour plays the drums',
    'tell a joke',
  ],
  ...[
    'set an alarm',
    'book me a flight to Rome',
    'where can I eat sushi',
    'explain gravity',
    'how old is the queen',
    'lorem ipsum',
  ],
];
