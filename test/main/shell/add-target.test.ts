import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readConfig } from '../../../src/main/config.ts';
import { addTarget } from '../../../src/main/shell/add-target.ts';
import { SHELL_USAGE } from '../../../src/main/shell/arguments.ts';

const ROLE = 'arn:aws:iam::111122223333:role/nlb-target';
const OUTPUTS = {
  'nlb-network': { VpcId: 'vpc-0abc' },
  'nlb-identity': { TargetRoleArn: ROLE, BotRoleArn: 'arn:aws:iam::111122223333:role/nlb-bot' },
  'nlb-cluster': {
    TargetCluster: 'nlb',
    TargetRegion: 'us-west-1',
    TargetNamespace: 'default',
    TargetClass: 'staging',
  },
};
const PROFILE = {
  kind: 'eks',
  class: 'staging',
  cluster: 'nlb',
  region: 'us-west-1',
  role_arn: ROLE,
  namespace: 'default',
};

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nlb-add-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Adds from outputs, to a file in the folder; gives the exit code and what was said on both outputs. */
function add(outputs: unknown, flags: string[] = []): { code: number; said: string; complaint: string } {
  const file = join(folder, 'outputs.json');
  if (outputs !== undefined) writeFileSync(file, typeof outputs === 'string' ? outputs : JSON.stringify(outputs));
  const said: string[] = [];
  const complaints: string[] = [];
  const code = addTarget({
    words: ['--from-outputs', file, '--config', join(folder, 'nlb.config.yaml'), ...flags],
    hasKubeconfig: false,
    print: (line) => said.push(line),
    complain: (line) => complaints.push(line),
  });
  const short = (lines: string[]): string => lines.join('\n').replaceAll(`${folder}/`, '');
  return { code, said: short(said), complaint: short(complaints) };
}

const config = (): string => readFileSync(join(folder, 'nlb.config.yaml'), 'utf8');

describe('nlb targets add', () => {
  it('writes a target that the bot reads, and says what it wrote and what comes next', () => {
    const { code, said, complaint } = add(OUTPUTS);
    expect({ code, complaint }).toEqual({ code: 0, complaint: '' });
    expect(said).toMatch(/^nlb\.config\.yaml has target eks now:\ntargets:\n {2}eks:\n {4}kind: eks\n/);
    expect(said).toMatch(/\nNext.*: nlb run baseline on=eks$/);
    expect(parse(config())).toEqual({ targets: { eks: PROFILE } });
    expect(readConfig({}, folder).targets[1]).toMatchObject({ name: 'eks', ...PROFILE, approval: 'confirm' });
    expect(readdirSync(folder).sort()).toEqual(['nlb.config.yaml', 'outputs.json']);
  });

  it('reads outputs behind a byte order mark', () => {
    expect(add(`\uFEFF${JSON.stringify(OUTPUTS)}`).code).toBe(0);
  });

  it.each(['--help', '-h'])('says with %s how it is written, and does nothing', (flag) => {
    const { code, said } = add(OUTPUTS, [flag]);
    expect({ code, said }).toEqual({ code: 0, said: SHELL_USAGE });
    expect(readdirSync(folder)).toEqual(['outputs.json']);
  });

  it('has no role to assume inside the cluster, whose outputs need none then', () => {
    const { 'nlb-identity': _, ...others } = OUTPUTS;
    expect(add(others, ['--inside', '--name', 'here']).code).toBe(0);
    const { role_arn: none, ...inside } = PROFILE;
    expect(parse(config())).toEqual({ targets: { here: inside } });
  });

  it('only prints the YAML with --print', () => {
    const { code, said } = add(OUTPUTS, ['--print']);
    expect(code).toBe(0);
    expect(parse(said)).toEqual({ targets: { eks: PROFILE } });
    expect(readdirSync(folder)).toEqual(['outputs.json']);
  });

  it('leaves a target alone that is the same, and one that differs until it may be overwritten', () => {
    writeFileSync(join(folder, 'nlb.config.yaml'), 'default: lab # ours\n', { mode: 0o600 });
    add(OUTPUTS);
    const written = config();
    expect(add(OUTPUTS)).toMatchObject({ code: 0, said: expect.stringContaining('has target eks already') });
    const moved = { ...OUTPUTS, 'nlb-cluster': { ...OUTPUTS['nlb-cluster'], TargetCluster: 'edge' } };
    expect(add(moved)).toMatchObject({
      code: 2,
      complaint: expect.stringMatching(/with other values: cluster from nlb to edge\. Add --overwrite .*--name/),
    });
    expect(config()).toBe(written);
    expect(add(moved, ['--overwrite'])).toMatchObject({
      code: 0,
      said: expect.stringContaining('cluster from nlb to edge'),
    });
    expect(config()).toBe(written.replace('cluster: nlb', 'cluster: edge'));
    expect(statSync(join(folder, 'nlb.config.yaml')).mode & 0o777).toBe(0o600);
  });

  it('leaves to others what the file lets them do', () => {
    writeFileSync(join(folder, 'nlb.config.yaml'), 'default: lab\n');
    chmodSync(join(folder, 'nlb.config.yaml'), 0o666);
    add(OUTPUTS);
    expect(statSync(join(folder, 'nlb.config.yaml')).mode & 0o777).toBe(0o666);
  });

  it('writes through a link, to the file that it names', () => {
    mkdirSync(join(folder, 'real'));
    writeFileSync(join(folder, 'real/file.yaml'), '# mine\n');
    symlinkSync(join(folder, 'real/file.yaml'), join(folder, 'nlb.config.yaml'));
    expect(add(OUTPUTS).code).toBe(0);
    expect(readFileSync(join(folder, 'real/file.yaml'), 'utf8')).toMatch(/^# mine\ntargets:\n/);
  });
});

describe('nlb targets add refuses', () => {
  const cluster = OUTPUTS['nlb-cluster'];
  it.each<[string, unknown, RegExp]>([
    ['no file', undefined, /^outputs\.json cannot be read \(ENOENT.*cdk deploy --all --outputs-file/],
    ['no JSON', '{"nlb-cluster": ', /^outputs\.json is no JSON\./],
    ['a template', { Resources: { Vpc: { Type: 'AWS::EC2::VPC' } } }, /^outputs\.json has no outputs by stack\./],
    ['a list', [], /^outputs\.json has no outputs by stack\./],
    ['no stack', {}, /lacks TargetClass, TargetCluster, .*; it has no stack\./],
    [
      'other outputs',
      { Web: { Url: 'http://x', Bucket: 'b' }, 'nlb-cluster': { ...cluster, TargetRegion: undefined } },
      /lacks TargetRegion, TargetRoleArn; it has Web \(Url, Bucket\), nlb-cluster \(TargetCluster, TargetNamespace, TargetClass\)\./,
    ],
    [
      'more outputs than anybody reads',
      { Web: Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`Url${index}`, 'x'])) },
      /it has Web \(Url0, .*, Url9 and 290 more\)\. /,
    ],
    [
      'two clusters',
      { ...OUTPUTS, 'old-cluster': { ...cluster, TargetCluster: 'old' } },
      /more than one cluster: TargetCluster is "nlb" in stack nlb-cluster, "old" in stack old-cluster\. Keep the stacks of one/,
    ],
    [
      'values that no target has',
      { ...OUTPUTS, 'nlb-cluster': { ...cluster, TargetRegion: 'AWS::Region', TargetClass: 'dev' } },
      /gives no target: TargetClass "dev": write lab, staging or production; TargetRegion "AWS::Region": write a region of AWS/,
    ],
  ])('%s', (_, outputs, complaint) => {
    expect(add(outputs)).toMatchObject({ code: 2, said: '', complaint: expect.stringMatching(complaint) });
    expect(readdirSync(folder)).not.toContain('nlb.config.yaml');
  });

  it.each<[string[], RegExp]>([
    [
      ['--name', 'EKS 1'],
      /^--name "EKS 1": write lower-case letters, digits and hyphens, 41 at most\. Write: nlb targets add/,
    ],
    [['--config', ''], /^--config needs a file\. Write: nlb targets add/],
    [['--nam', 'x'], /^Unknown option '--nam'\. Write: nlb targets add/],
    [['more'], /^Unexpected argument 'more'\. Write: nlb targets add/],
    [['--from-outputs', ''], /^--from-outputs is missing, .*\. Write: nlb targets add/],
  ])('%j', (flags, complaint) => {
    expect(add(OUTPUTS, flags)).toMatchObject({ code: 2, complaint: expect.stringMatching(complaint) });
  });

  it.each<[string, RegExp]>([
    [
      'default: lub\n',
      /^nlb\.config\.yaml is as it was, because it has mistakes:\nnlb\.config\.yaml:1: default: there is no/,
    ],
    ['targets: [\n', /^nlb\.config\.yaml is as it was, because it has mistakes:\nnlb\.config\.yaml:/],
    ['targets:\n  lab: &lab {kind: lab}\n  eks: *lab\n', /no mapping of its own at targets\.eks: .*--print/],
    ['targets:\n  eks: {kind: lab, stats: {from: pods}, fleet: {mode: pods}}\n', /because it has mistakes/],
  ])('to touch %j', (text, complaint) => {
    writeFileSync(join(folder, 'nlb.config.yaml'), text);
    expect(add(OUTPUTS, ['--overwrite'])).toMatchObject({ code: 1, complaint: expect.stringMatching(complaint) });
    expect(config()).toBe(text);
  });

  it('a file of another name, which it names in each mistake', () => {
    writeFileSync(join(folder, 'mine.yaml'), 'default: lub\n');
    expect(add(OUTPUTS, ['--config', join(folder, 'mine.yaml')])).toMatchObject({
      code: 1,
      complaint: expect.stringMatching(/^mine\.yaml is as it was, because it has mistakes:\nmine\.yaml:1: default: /),
    });
  });

  it('a file that is a folder', () => {
    mkdirSync(join(folder, 'nlb.config.yaml'));
    expect(add(OUTPUTS)).toMatchObject({ code: 1, complaint: expect.stringMatching(/cannot be read \(EISDIR/) });
  });
});
