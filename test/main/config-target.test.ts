import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { targetText, withTarget } from '../../src/main/config-target.ts';

const values = { kind: 'eks', cluster: 'nlb', role_arn: 'arn:aws:iam::111122223333:role/nlb', namespace: 'default' };
const [, example = ''] = /```yaml\n([\s\S]*?)```/.exec(readFileSync('docs/configuration.md', 'utf8')) ?? [];

/** The text with the target in it. */
function textWith(before: string | null, given: Record<string, string | undefined> = values): string {
  const made = withTarget(before, 'eks', given, true);
  if (!('text' in made)) throw new Error(`nothing was written: ${made.kind}`);
  return made.text;
}

describe('a target that is added', () => {
  it('stands in a new file with a word on where to read on', () => {
    expect(textWith(null)).toBe(`# docs/configuration.md has every field.\n${targetText('eks', values)}`);
  });

  it.each([
    ['the example of the documents', example],
    ['the configuration of the cluster', readFileSync('manifests/bot/config/nlb.config.yaml', 'utf8')],
    ['a comment below the last target', 'targets:\n  lab:\n    kind: lab\n    # limits: later\n'],
    ['wide indents', 'targets:\n    lab:\n        kind: lab\n'],
    ['no end of the last line', 'default: lab\ntargets:\n  lab: {kind: lab} # ours'],
    ['lines of Windows', 'default: lab\r\ntargets:\r\n  lab:\r\n    kind: lab\r\n'],
    ['no targets', 'default: lab\n'],
    ['nothing but a comment', '# nothing yet\n'],
    ['nothing', ''],
    ['a mark of the start alone', '---\n'],
  ])('stands after all that was there before, byte for byte, with %s', (_, before) => {
    const after = textWith(before);
    expect(after.startsWith(before)).toBe(true);
    expect(parse(after)).toEqual({
      ...parse(before),
      targets: { ...(parse(before)?.targets as object | undefined), eks: values },
    });
    expect(after.split('\n').every((line) => line === '' || line.endsWith('\r') === before.includes('\r'))).toBe(true);
  });

  it('stands among the targets where other keys follow them', () => {
    const after = textWith('targets:\n  lab:\n    kind: lab\n\n# whose\nchannels:\n  C0SRE: lab\n');
    expect(after).toBe(
      `targets:\n  lab:\n    kind: lab\n${targetText('eks', values).replace('targets:\n', '')}\n# whose\nchannels:\n  C0SRE: lab\n`,
    );
  });

  it.each(['targets: {lab: {kind: lab}} # ours\n', 'targets:\n', 'targets: {}\n', '{}\n', 'targets:\n  eks:\n'])(
    'keeps what %j says',
    (before) => {
      const after = textWith(before);
      const targets = { ...(parse(before).targets as object | null), eks: values };
      expect(parse(after)).toEqual({ ...parse(before), targets });
      expect(after.includes('# ours')).toBe(before.includes('# ours'));
    },
  );

  it.each([
    ['[]\n', 'the file'],
    ['targets: lab\n', 'targets'],
    ['targets:\n  lab: &lab {kind: lab}\n  eks: *lab\n', 'targets.eks'],
  ])('has no place in %j', (before, path) => {
    expect(withTarget(before, 'eks', values, true)).toEqual({ kind: 'no place', path });
  });
});

describe('a target that is there already', () => {
  const before = `${example}  eks:\n    kind: eks # ours\n    cluster: 'nlb'\n    role_arn: "arn:aws:iam::111122223333:role/nlb"\n    namespace: default\n    allow: { users: [U012ABCDEF] } # two of us\n`;

  it('is the same, however its texts are quoted and whatever else it has', () => {
    expect(withTarget(before, 'eks', values, false)).toEqual({ kind: 'same' });
  });

  it('differs by the values that are asked, and stays unless they are to be overwritten', () => {
    const other = { ...values, cluster: 'edge', region: 'us-west-1', role_arn: undefined };
    expect(withTarget(before, 'eks', other, false)).toEqual({
      kind: 'differs',
      differences: [
        { key: 'cluster', old: 'nlb', new: 'edge' },
        { key: 'role_arn', old: values.role_arn, new: undefined },
        { key: 'region', old: undefined, new: 'us-west-1' },
      ],
    });
  });

  it('has the new values in the place of the old ones, and every other byte as it was', () => {
    const after = textWith(before, { ...values, cluster: 'edge', region: 'us-west-1' });
    expect(after).toBe(`${before.replace("'nlb'", 'edge')}    region: us-west-1\n`);
  });

  it('has a new value in the place of one of several lines', () => {
    const folded =
      'targets:\n  eks:\n    kind: eks\n    cluster: >-\n      edge\n    role_arn: x\n    namespace: default # ours\n';
    const after = textWith(folded);
    expect(parse(after)).toEqual({ targets: { eks: values } });
    expect(after).toContain('# ours');
  });

  it('loses the line of a key that is to be without a value, and every other byte stays', () => {
    const line = `    role_arn: "${values.role_arn}"\n`;
    const gone = { ...values, role_arn: undefined };
    expect(textWith(before, gone)).toBe(before.replace(line, ''));
    const last = `targets:\n  eks:\n    kind: eks\n    cluster: nlb\n    namespace: default\n${line}# end\nchannels:\n  C0SRE: eks\n`;
    expect(textWith(last, gone)).toBe(last.replace(line, ''));
  });

  it('loses a key among others in braces, and keeps them with their comments', () => {
    const braced = `${example}  eks: { kind: eks, role_arn: x, cluster: nlb, namespace: default, allow: { users: [U012ABCDEF] } } # two of us # ours\n`;
    const after = textWith(braced, { ...values, role_arn: undefined });
    expect(parse(after).targets.eks).toEqual({
      ...{ kind: 'eks', cluster: 'nlb', namespace: 'default' },
      allow: { users: ['U012ABCDEF'] },
    });
    for (const comment of ['# ours', '# two of us', '# longest observe=']) expect(after).toContain(comment);
  });
});
