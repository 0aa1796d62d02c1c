import { expect, it } from 'vitest';
import { welcome } from './welcome.js';

it('says who approves refunds by the demo’s policy, and by no other', () => {
  const surroundings = { url: 'http://127.0.0.1:3000', directory: '/d', data: '/d/.deskrail', on: '' };
  const told = (ownPolicy: boolean) =>
    welcome({ ...surroundings, ownPolicy }, { anna: 'a', ben: 'b', cleo: 'c' }).join('\n');
  expect(told(false)).toContain('above that it takes two seniors: Anna and Ben.');
  expect(told(true)).not.toMatch(/100 pounds|seniors:/);
  expect(told(true)).toContain('as your own policy says');
});
