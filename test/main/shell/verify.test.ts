import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rawFiles } from '../../../src/app/raw-files.ts';
import { analyseRun } from '../../../src/domain/analysis/analyse-run.ts';
import { recommend } from '../../../src/domain/recommendation.ts';
import type { RunRecord } from '../../../src/domain/record.ts';
import { verify } from '../../../src/main/shell/verify.ts';
import { aRecord } from '../../builders/a-record.ts';
import { aRepairedRun } from '../../domain/analysis/a-repaired-run.ts';

let folder = '';
const files: Record<string, string> = {};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nlb-verify-'));
  await mkdir(join(folder, 'raw'));
  const data = aRepairedRun();
  const frame = aRecord({ parameters: data.parameters, timeline: [...data.timeline], ...analyseRun(data) });
  const record: RunRecord = {
    ...frame,
    topology: { ...frame.topology, pods: [...data.pods] },
    recommendation: recommend(frame),
  };
  await write('record.json', JSON.stringify(record, null, 1));
  for (const [name, bytes] of Object.entries(rawFiles(data.readings, data.events)))
    await write(`raw/${name}`, bytes.toString());
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function write(name: string, text: string): Promise<void> {
  files[name] = text;
  await writeFile(join(folder, name), text);
}

async function verified(): Promise<{ code: number; lines: string[] }> {
  const lines: string[] = [];
  const code = await verify(folder, (line) => lines.push(line));
  return { code, lines };
}

describe('nlb verify', () => {
  it('ends with 0 where the raw files give the record, and says what it compared', async () => {
    expect(await verified()).toEqual({
      code: 0,
      lines: [expect.stringMatching(/^r-7f3c0a12: record\.json agrees with \d+ readings and \d+ client events\.$/)],
    });
  });

  it('ends with 1 and each place that differs, what is recorded and what should be', async () => {
    await write('record.json', (files['record.json'] ?? '').replace('"effect": "REPAIRED"', '"effect": "WORSE"'));
    expect(await verified()).toEqual({
      code: 1,
      lines: [
        'r-7f3c0a12: record.json differs from its raw files in 1 place:',
        '  verdict.effect: recorded "WORSE", recomputed "REPAIRED"',
      ],
    });
  });

  it('shows twenty places and how many more there are', async () => {
    await write('raw/clients.ndjson', '');
    const { code, lines } = await verified();
    expect(code).toBe(1);
    expect(lines).toHaveLength(22);
    expect(lines.at(-1)).toMatch(/^ {2}and \d+ more$/);
  });

  it('ends with 2 and the file and line where something cannot be read', async () => {
    await write(
      'raw/envoy.ndjson',
      `${(files['raw/envoy.ndjson'] ?? '').split('\n').slice(0, 2).join('\n')}\n{"at_ms":1`,
    );
    expect(await verified()).toEqual({
      code: 2,
      lines: [expect.stringMatching(/cannot be verified: envoy\.ndjson:3: /)],
    });
  });

  it('ends with 2 for a folder that is none, and for a record that is none', async () => {
    const lines: string[] = [];
    expect(await verify(join(folder, 'no'), (line) => lines.push(line))).toBe(2);
    expect(lines.join()).toMatch(/no cannot be verified: it has no record\.json: pass the folder/);
    await write('record.json', '{}');
    expect(await verified()).toEqual({
      code: 2,
      lines: [expect.stringContaining('is no run record: pass the folder')],
    });
  });

  it('ends with 2 and the raw file that is missing', async () => {
    await rm(join(folder, 'raw', 'envoy.ndjson'));
    expect(await verified()).toEqual({
      code: 2,
      lines: [`${folder} cannot be verified: its raw/envoy.ndjson is missing; a run writes it with its record.`],
    });
  });
});
