import { expect, test } from 'vitest';
import { isCourtesy } from './courtesy.js';

test.each([
  'It worked, the order was not packed yet. Thanks for the quick help!',
  'Thank you, I will send the details to that address.',
  'You are very welcome. See you in spring!',
  'Vielen Dank!',
])('%j asks for nothing', (text) => expect(isCourtesy(text)).toBe(true));

test.each([
  'Thanks, but the parcel is still missing.',
  'Thank you. How long will the refund take?',
  'Please cancel my order, thanks.',
  'Where is my order?',
  'The zip is broken',
])('%j wants an answer', (text) => expect(isCourtesy(text)).toBe(false));
