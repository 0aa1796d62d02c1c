/** Labelled tickets for tests, ours: four intents in many words. */
const wordings = {
  refund: [
    'I want my money back',
    'please refund my order',
    'refund me now',
    'when do I get the refund',
    'money back please',
  ],
  delivery: [
    'where is my parcel',
    'my parcel has not arrived',
    'track my delivery',
    'when will it arrive',
    'delivery is late',
  ],
  password: ['I forgot my password', 'reset my password', 'cannot log in', 'log in fails', 'my account is locked'],
  invoice: [
    'send me the invoice',
    'I need an invoice',
    'invoice has the wrong address',
    'where is the bill',
    'copy of my bill',
  ],
} as const;

const endings = ['', ' today', ' for my shop', ' since Monday', ' again'];

export const ticketsCsv = (): string =>
  [
    'text,intent',
    ...Object.entries(wordings).flatMap(([intent, texts]) =>
      texts.flatMap((text) => endings.map((ending) => `${text}${ending},${intent}`)),
    ),
    '',
  ].join('\n');
