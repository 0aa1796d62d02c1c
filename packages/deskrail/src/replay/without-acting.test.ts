import { expect, test } from 'vitest';
import * as standIn from '../config/index.js';
import * as deskrail from '../index.js';

test('what stands in for deskrail at a replay exports all that deskrail does, and creates nothing', async () => {
  expect(Object.keys(standIn).sort()).toEqual(Object.keys(deskrail).sort());
  expect(standIn.defineTool).toBe(deskrail.defineTool);
  expect(standIn.notices).toBe(deskrail.notices);
  expect(standIn.createDeskrail).not.toBe(deskrail.createDeskrail);
  await expect(standIn.createDeskrail()).rejects.toMatchObject({ code: 'forbidden' });
});
