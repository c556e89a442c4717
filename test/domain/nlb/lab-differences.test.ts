import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SERVICE_DEFAULTS } from '../../../src/adapters/lab/lab-service.ts';
import { labDocument } from '../../../src/domain/facts/lab-document.ts';
import { LAB_DIFFERENCES, labDifferences } from '../../../src/domain/nlb/lab-differences.ts';
import { AWS_DEFAULTS, AWS_IDLE_TIMEOUT_MS, LAB_DEFAULTS } from '../../../src/domain/nlb/nlb-settings.ts';
import { labDetails, labTable } from '../../../src/domain/text/lab-text.ts';
import { brokenMarks, englishIn, fullWidthIn, lostNumbers } from '../text/bilingual.ts';

const rowOf = (id: string) => {
  const index = LAB_DIFFERENCES.findIndex((difference) => difference.id === id);
  return labDifferences('en')[index] ?? { aws: '', lab: '' };
};
const seconds = (ms: number): string => `${ms / 1000} s`;

describe('where the lab differs from AWS', () => {
  it('has a row for everything about the Service that can be set, and for each once', () => {
    const told = LAB_DIFFERENCES.flatMap(({ settings }): readonly string[] => settings);
    expect(told.toSorted()).toEqual(Object.keys(SERVICE_DEFAULTS).toSorted());
    expect(new Set(LAB_DIFFERENCES.map(({ id }) => id)).size).toBe(LAB_DIFFERENCES.length);
  });

  it('tells the values that the NLB starts with', () => {
    expect(rowOf('idle-timeout').aws).toContain(`${seconds(AWS_DEFAULTS.idleTimeoutMs)} by default`);
    expect(rowOf('idle-timeout').aws).toContain(
      `${AWS_IDLE_TIMEOUT_MS.from / 1000} to ${seconds(AWS_IDLE_TIMEOUT_MS.to)}`,
    );
    expect(rowOf('idle-timeout').lab).toContain(`${seconds(LAB_DEFAULTS.idleTimeoutMs)} by default`);
    expect(rowOf('deregistration').aws).toContain(seconds(AWS_DEFAULTS.deregistrationDelayMs));
    expect(rowOf('deregistration').lab).toContain(seconds(LAB_DEFAULTS.deregistrationDelayMs));
    const { intervalMs, healthyThreshold, unhealthyThreshold } = AWS_DEFAULTS.healthChecks;
    expect(rowOf('health-checks').aws).toMatch(
      new RegExp(`every ${seconds(intervalMs)} at the traffic port.* ${healthyThreshold} passes or failures`),
    );
    expect(healthyThreshold).toBe(unhealthyThreshold);
    expect([AWS_DEFAULTS.crossZone, LAB_DEFAULTS.crossZone]).toEqual([false, true]);
    expect([rowOf('cross-zone').aws, rowOf('cross-zone').lab]).toEqual(['off by default', 'on by default']);
    expect([AWS_DEFAULTS.connectionTermination, LAB_DEFAULTS.connectionTermination]).toEqual([false, false]);
    expect([LAB_DEFAULTS.healthChecks, LAB_DEFAULTS.registrationDelayMs]).toEqual([null, 0]);
  });

  it.each(LAB_DIFFERENCES)('says of $id the same in both languages', (difference) => {
    const { behaviour, aws, lab, why, short } = difference;
    for (const said of [behaviour, aws, lab, why, short.aws, short.lab]) {
      expect({
        lost: lostNumbers(said.en, said.ja),
        english: englishIn(said.ja),
        wide: fullWidthIn(said.ja),
        marks: [...brokenMarks(said.en), ...brokenMarks(said.ja)],
      }).toEqual({ lost: [], english: [], wide: [], marks: [] });
    }
    expect(why.en).toMatch(/\.$/);
    expect(why.ja).toMatch(/。$/);
  });

  it('is a table that fits a code block, and in full a line a behaviour with its reason', () => {
    for (const language of ['en', 'ja'] as const) {
      const lines = labTable(language).split('\n');
      // The caption, the fence around the table, its head.
      expect(lines).toHaveLength(LAB_DIFFERENCES.length + 4);
      for (const line of lines) expect(line.replaceAll(/[^\x20-\x7e]/g, 'xx').length, line).toBeLessThanOrEqual(80);
      const details = labDetails(language);
      for (const [index, { why }] of labDifferences(language).entries())
        expect(details[index]?.text).toContain(`_${why}_`);
    }
    expect(labTable('en')).toMatch(/^Cross-zone +off +on$/m);
    expect(labDetails('en').map(({ text }) => text)).toContainEqual(
      expect.stringMatching(/^\*Cross-zone\*: AWS: off by default\. Lab: on by default\. _/),
    );
  });

  it('is what docs/lab.md says: `npm run facts` writes it anew', () => {
    expect(readFileSync(join(import.meta.dirname, '../../../docs/lab.md'), 'utf8')).toBe(labDocument());
  });
});
