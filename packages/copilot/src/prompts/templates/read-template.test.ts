import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@deskrail/testing';
import { describe, expect, it } from 'vitest';
import { templateInUse } from './published.js';
import { publishedTemplate, readTemplateFolder } from './read-template.js';

describe('a prompt template', () => {
  it('is found by id and version', () => {
    expect(publishedTemplate('suggest@1')).toBe(templateInUse);
    expect(() => publishedTemplate('suggest@9')).toThrow('There is suggest@1');
  });

  it('is a folder, where what is not written is as in the one in use', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'shorter');
    await mkdir(path);
    await expect(readTemplateFolder(path)).rejects.toThrow('at least one of system.md');
    await writeFile(join(path, 'reply.md'), 'reply: at most two sentences.\n');
    const template = await readTemplateFolder(path);
    expect(template).toMatchObject({ id: 'shorter', system: templateInUse.system });
    expect(template.kinds).toEqual({ ...templateInUse.kinds, reply: 'reply: at most two sentences.' });
    await writeFile(join(path, 'reply.md'), 'reply: at most one sentence.\n');
    expect((await readTemplateFolder(path)).version).not.toBe(template.version);
  });

  it('is refused where it says nothing of how data is marked', async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, 'system.md'), 'Answer the customer.');
    await expect(readTemplateFolder(folder.path)).rejects.toThrow('{fence}');
  });
});
