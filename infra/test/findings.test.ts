import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { describe, expect, it } from 'vitest';
import { buildStacks } from '../src/build-stacks.ts';
import { EXAMPLE } from '../src/parameters/parameters.ts';
import { synthesise } from './example.ts';

describe('the findings of cdk-nag', () => {
  it('end the synthesis when nobody has said why they stay', () => {
    const app = new App({ outdir: mkdtempSync(join(tmpdir(), 'nlb-infra-')) });
    buildStacks(app, EXAMPLE);
    new s3.Bucket(new Stack(app, 'planted'), 'Bucket');
    expect(() => app.synth()).toThrow('AwsSolutions-S1');
  });

  it('that stay have a reason each', () => {
    const { acknowledged } = synthesise();
    expect(acknowledged.length).toBeGreaterThan(10);
    for (const { rule, reason } of acknowledged) expect(reason.length, rule).toBeGreaterThan(30);
  });
});
