import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPlanDocuments } from '../../../src/adapters/yaml/create-plan-documents.ts';
import { createFakePlanDocuments } from '../../fakes/fake-plan-documents.ts';

const { read } = createPlanDocuments();

describe('a document', () => {
  it('is read with the place of each part, and each scalar as it is written', () => {
    expect(read('a: 5.0\nb:\n  - yes # told\n  -\n')).toEqual({
      ok: true,
      tree: {
        kind: 'map',
        at: { line: 1, column: 1 },
        entries: [
          { key: 'a', at: { line: 1, column: 1 }, value: { kind: 'text', at: { line: 1, column: 4 }, text: '5.0' } },
          {
            key: 'b',
            at: { line: 2, column: 1 },
            value: {
              kind: 'list',
              at: { line: 3, column: 3 },
              items: [
                { kind: 'text', at: { line: 3, column: 5 }, text: 'yes' },
                { kind: 'empty', at: { line: 4, column: 4 } },
              ],
            },
          },
        ],
      },
    });
  });

  it.each([
    ['a: [', 'Flow sequence in block collection must be sufficiently indented'],
    ['a: 1\n---\nb: 2', 'multiple documents'],
    ['a: !!binary x\nb: *no', 'alias'],
    ['{a: 1}: 2', 'one word'],
    ['a: &x 1\nb: *x', 'write its value out'],
  ])('is none where it is %j', (text, why) => {
    const found = read(text);
    if (found.ok) throw new Error('it was read');
    expect(found.problems.map(({ message }) => message).join('; ')).toContain(why);
    for (const { at } of found.problems) expect(at.line).toBeGreaterThan(0);
  });

  it.each(['', '\t', '- - -', ':', '"', '%', '\u0000', '&a', '? ', '{', '#'])('%j never throws', (text) => {
    expect(typeof read(text).ok).toBe('boolean');
  });
});

describe.each([
  ['this host', () => createPlanDocuments()],
  ['the fake', (path: string) => createFakePlanDocuments({ [path]: 'title: T\n' })],
])('a file of %s', (_name, open) => {
  let folder = '';
  let path = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'nlb-plan-'));
    path = join(folder, 'mine.yaml');
    writeFileSync(path, 'title: T\n');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is read, or named where there is none', async () => {
    const documents = open(path);
    expect(await documents.file(path)).toBe('title: T\n');
    const absent = join(folder, 'none.yaml');
    await expect(documents.file(absent)).rejects.toMatchObject({
      code: 'plan_unreadable',
      message: `The plan ${absent} can not be read: there is no such file.`,
    });
  });
});
