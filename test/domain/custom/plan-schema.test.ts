import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createPlanDocuments } from '../../../src/adapters/yaml/create-plan-documents.ts';
import { EXAMPLE_PLAN } from '../../../src/domain/custom/example-plan.ts';
import { readCustomPlan } from '../../../src/domain/custom/read-custom-plan.ts';

const docs = (name: string): string => readFileSync(resolve(import.meta.dirname, '../../../docs', name), 'utf8');
const schema = JSON.parse(docs('custom-plan.schema.json'));
const validate = new Ajv2020({
  strict: true,
  allowUnionTypes: true,
  strictRequired: false,
  strictTypes: false,
}).compile(schema);
const isPlan = (text: string) => readCustomPlan(text, createPlanDocuments().read, null).ok;

/** The keys that the reader names where one is unknown. */
function keysRead(text: string): string[] {
  const read = readCustomPlan(text, createPlanDocuments().read, null);
  const [found] = read.ok ? [] : read.problems.filter(({ wrong }) => wrong.kind === 'unknown');
  return found?.wrong.kind === 'unknown' ? [...found.wrong.keys].sort() : [];
}

describe('the schema of a plan', () => {
  it.each([
    ['the example', EXAMPLE_PLAN],
    ['the plan of the documentation', docs('examples/custom-plan.yaml')],
  ])('takes %s, as the bot does', (_name, text) => {
    expect(validate(parse(text))).toBe(true);
    expect(isPlan(text)).toBe(true);
  });

  it('has the keys that the bot reads, no more and no less', () => {
    const keysOf = (one: { properties: object }): string[] => Object.keys(one.properties).sort();
    expect(keysRead('zzz: 1')).toEqual(keysOf(schema));
    expect(keysRead('arms: [{zzz: 1}]')).toEqual(keysOf(schema.$defs.arm));
    expect(keysRead('arms: [{setting: {zzz: 1}}]')).toEqual(keysOf(schema.$defs.setting));
    expect(keysRead('probes: [{zzz: 1}]')).toEqual(keysOf(schema.$defs.probe));
  });

  it.each([
    ['change: rolling\n    observe: 15s', 'change: rollin\n    observe: 15s'],
    ['{ max-connection-duration: 5s }', '{ max-connection-duration: 5s, idle-timeout: 5s }'],
    ['"<= 5"', '"about 5"'],
    ['stats: http.ingress_http.downstream_rq_5xx', 'promql: up'],
    ['severity: stop', 'severity: alarm'],
  ])('refuses %j as %j, as the bot does', (right, wrong) => {
    const text = EXAMPLE_PLAN.replace(right, wrong);
    expect(text).not.toBe(EXAMPLE_PLAN);
    expect(validate(parse(text))).toBe(false);
    expect(isPlan(text)).toBe(false);
  });
});
