import { expect, test } from 'vitest';
import { isCourtesy } from './courtesy.js';

test.each([
  'It worked, the order was not packed yet. Thanks for the quick help!',
  'Thank you, I will send the details to that address.',
  'You are very welcome. See you in spring!',
  'Vielen Dank!',
  'Thank you for the lovely boots. Please tell Robin!',
  'Many thanks to all of you, please pass it on to the whole team.',
  'Thanks. Please let everybody in the workshop know.',
  'Vielen Dank für alles, bitte grüßen Sie Frau Berg.',
])('%j asks for nothing', (text) => expect(isCourtesy(text)).toBe(true));

test.each([
  'Thanks, but the parcel is still missing.',
  'Thank you. How long will the refund take?',
  'Please cancel my order, thanks.',
  'Thanks. Please tell me when it comes.',
  'Thank you. Please tell Robin to call me.',
  'Thanks. Please let us know the price.',
  'Thanks. Please tell Robin that the zip is broken.',
  'Where is my order?',
  'The zip is broken',
])('%j wants an answer', (text) => expect(isCourtesy(text)).toBe(false));
