import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { drawDiagram } from '../src/report/diagram.ts';
import { PAGE, writePage } from '../src/report/page.ts';
import { findReferences } from '../src/report/references.ts';
import { countResources, describeChanges } from '../src/report/resource-counts.ts';
import { readCounts } from '../src/report/snapshot.ts';
import type { StackTemplate } from '../src/report/synthesise-example.ts';
import { synthesise } from './example.ts';

const example = synthesise();

/** Two stacks, of which the second names a role of the first, through a profile that is not drawn. */
const two: readonly StackTemplate[] = [
  {
    stack: 'a',
    description: '',
    resources: { Role12345678: { Type: 'AWS::IAM::Role' } },
    outputs: { Out: { Value: { 'Fn::GetAtt': ['Role12345678', 'Arn'] }, Export: { Name: 'a:Out' } } },
  },
  {
    stack: 'b',
    description: '',
    resources: {
      Profile12345678: { Type: 'AWS::IAM::InstanceProfile', Properties: { Roles: [{ 'Fn::ImportValue': 'a:Out' }] } },
      Host12345678: {
        Type: 'AWS::EC2::Instance',
        Properties: { Profile: { Ref: 'Profile12345678' }, Region: { Ref: 'AWS::Region' } },
      },
    },
    outputs: {},
  },
];

describe('what is committed of the templates', () => {
  it('counts the resources that there are; `make infra ACCEPT=1` takes a change over', () => {
    expect(describeChanges(readCounts(), countResources(example.templates))).toEqual([]);
  });

  it('is docs/infrastructure.md as it would be written now; `make infra ACCEPT=1` writes it', () => {
    expect(readFileSync(PAGE, 'utf8')).toBe(writePage(example));
  });

  it('tells of a change in one line', () => {
    const before = { a: { 'AWS::EC2::Instance': 1, 'AWS::IAM::Role': 2 }, gone: { 'AWS::KMS::Key': 1 } };
    const after = { a: { 'AWS::EC2::Instance': 2, 'AWS::IAM::Role': 2 }, fresh: { 'AWS::ECR::Repository': 1 } };
    expect(describeChanges(before, after)).toEqual([
      'a: AWS::EC2::Instance 1 -> 2',
      'gone: AWS::KMS::Key 1 -> none',
      'fresh: AWS::ECR::Repository none -> 1',
    ]);
  });
});

describe('the diagram', () => {
  it('follows references over the borders of stacks', () => {
    const [profile, host] = ['Profile12345678', 'Host12345678'].map((id) => ({ stack: 'b', id }));
    expect(findReferences(two)).toEqual([
      { from: profile, to: { stack: 'a', id: 'Role12345678' } },
      { from: host, to: profile },
    ]);
  });

  it('leads through what is not drawn', () => {
    expect(drawDiagram(two).split('\n')).toEqual([
      'flowchart LR',
      '  subgraph a["a"]',
      '    a_Role["<b>IAM role</b><br/>Role"]',
      '  end',
      '  subgraph b["b"]',
      '    b_Host["<b>EC2 instance</b><br/>Host"]',
      '  end',
      '  b_Host --> a_Role',
    ]);
  });

  it('shows every stack, and the bot on its way to its role', () => {
    const diagram = drawDiagram(example.templates);
    for (const { stack } of example.templates) expect(diagram).toContain(`["${stack}"]`);
    expect(diagram).toContain(
      'nlb_experiment_cluster_AWS_EKS_PodIdentityAssociation --> nlb_experiment_identity_BotRole',
    );
  });
});
