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
    ['a: 1\n---\nb: 2', 'a second document begins here, and a plan is one'],
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

describe('a file that is no text in UTF-8', () => {
  it.each([
    ['Shift_JIS', Buffer.from([0x83, 0x65, 0x83, 0x58, 0x83, 0x67])],
    ['UTF-16', Buffer.from('\ufefftitle: T\n', 'utf16le')],
  ])('is named as such: %s', async (_name, bytes) => {
    const folder = mkdtempSync(join(tmpdir(), 'nlb-plan-'));
    const path = join(folder, 'mine.yaml');
    writeFileSync(path, bytes);
    await expect(createPlanDocuments().file(path)).rejects.toMatchObject({
      code: 'plan_unreadable',
      message: `The plan ${path} can not be read: it is no text in UTF-8.`,
    });
    rmSync(folder, { recursive: true });
  });

  it('is not one whose last character is cut by the limit of what is read', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'nlb-plan-'));
    const path = join(folder, 'mine.yaml');
    writeFileSync(path, `x${'\u518d'.repeat(30_000)}`);
    expect((await createPlanDocuments().file(path)).length).toBeGreaterThan(20_000);
    rmSync(folder, { recursive: true });
  });
});
