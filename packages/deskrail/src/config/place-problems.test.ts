import { expect, it } from 'vitest';
import { type DeskrailOptions, instanceRoles } from '../options.js';
import { placeProblems } from './place-problems.js';

const kafka = { brokers: ['kafka-1:9092'] };
const postgres = { url: 'postgres://db/deskrail' };
const wrongIn = (options: DeskrailOptions) => placeProblems(options).map(({ where }) => where);

it.each<DeskrailOptions>([
  { data: '/d' },
  { data: '/d', roles: [...instanceRoles] },
  { data: '/d', kafka },
  { kafka, postgres },
  { data: '/d', kafka, postgres, spool: {} },
  { kafka, postgres, spool: { directory: '/s' }, roles: ['receive'] },
  { kafka, roles: ['receive'] },
  { kafka, postgres, roles: ['execute', 'recommend'] },
])('%j can be had', (options) => expect(wrongIn(options)).toEqual([]));

it.each<[DeskrailOptions, string]>([
  [{}, 'data'],
  [{ kafka }, 'data'],
  [{ data: '/d', postgres }, 'postgres (DATABASE_URL)'],
  [{ data: '/d', roles: ['receive'] }, 'roles'],
  [{ data: '/d', kafka, roles: ['api', 'project'] }, 'roles'],
  [{ data: '/d', spool: {} }, 'spool'],
  [{ kafka, postgres, spool: {} }, 'spool.directory'],
])('%j cannot, for its %s', (options, where) => expect(wrongIn(options)).toEqual([where]));
