import { describe, expect, it } from 'vitest';
import { DEFAULTS, EXAMPLE } from '../src/parameters/parameters.ts';
import { ParameterError, readParameters } from '../src/parameters/read-parameters.ts';

const admin = 'arn:aws:iam::111122223333:role/administrator';

/** What is said to be wrong. */
function problemsOf(context: Record<string, unknown>): readonly string[] {
  try {
    readParameters({ 'nlb:admins': admin, ...context });
  } catch (error) {
    if (error instanceof ParameterError) return error.problems;
    throw error;
  }
  return [];
}

describe('the parameters', () => {
  it('have defaults for all but the administrators', () => {
    expect(readParameters({ 'nlb:admins': [admin] })).toEqual({ ...DEFAULTS, admins: [admin] });
  });

  it('are taken as words from the command line, and as values from cdk.json', () => {
    const words = {
      'nlb:zones': 'us-west-1a, us-west-1b',
      'nlb:nodeCount': '3',
      'nlb:endpointCidrs': '203.0.113.7/32',
    };
    const values = {
      'nlb:zones': ['us-west-1a', 'us-west-1b'],
      'nlb:nodeCount': 3,
      'nlb:endpointCidrs': ['203.0.113.7/32'],
    };
    expect(readParameters({ 'nlb:admins': admin, ...words })).toEqual(
      readParameters({ 'nlb:admins': [admin], ...values }),
    );
  });

  it('leave the other keys of a context to the CDK', () => {
    expect(problemsOf({ '@aws-cdk/core:newStyleStackSynthesis': true, region: 'nowhere' })).toEqual([]);
  });

  it('of the example are ones that a person could give', () => {
    const context = Object.fromEntries(Object.entries(EXAMPLE).map(([name, value]) => [`nlb:${name}`, value]));
    expect(readParameters(context)).toEqual(EXAMPLE);
  });

  it('that are wrong are told all at once, each with its value', () => {
    const problems = problemsOf({
      'nlb:name': 'NLB',
      'nlb:zones': 'us-west-1b',
      'nlb:vpcCidr': '10.0.0.0/8',
      'nlb:kubernetesVersion': '1.19',
      'nlb:nodeType': 't4g.large',
      'nlb:nodeCount': '1',
      'nlb:admins': 'arn:aws:sts::111122223333:assumed-role/administrator/me',
      'nlb:endpointCidrs': '203.0.113.7/32,0.0.0.0/0',
      'nlb:nodes': 3,
    });
    expect(problems).toHaveLength(9);
    const said = problems.join('\n');
    for (const word of [
      '(NLB)',
      '(us-west-1b)',
      '(10.0.0.0/8)',
      '(1.19)',
      '(t4g.large)',
      '(1)',
      'assumed-role',
      '(0.0.0.0/0)',
    ]) {
      expect(said).toContain(word);
    }
    expect(said).toContain('nlb:nodes is unknown: there are name, region, zones');
  });

  it.each([
    ['nlb:nodeCount', 2.5, 'whole number'],
    ['nlb:nodeCount', 'two', 'whole number'],
    ['nlb:kubernetesVersion', 1.36, 'in quotes'],
    ['nlb:natGateways', 'two', 'one or each-zone'],
    ['nlb:admins', [], 'IAM role or user'],
    ['nlb:admins', [admin, admin], 'twice'],
    ['nlb:name', 'nlb--experiment', 'single dashes'],
    ['nlb:zones', ['us-west-1b', 'us-west-1b'], 'twice'],
    ['nlb:endpointCidrs', 'here', 'IPv4 block'],
  ])('%s=%o is refused', (name, value, words) => {
    expect(problemsOf({ [name]: value })).toEqual([expect.stringContaining(words)]);
  });

  it('of another region want its zones', () => {
    expect(problemsOf({ 'nlb:region': 'us-east-1' })).toEqual([
      'nlb:zones (us-west-1b) is not a zone of us-east-1: those are named us-east-1a, us-east-1b and so on',
      'nlb:zones (us-west-1c) is not a zone of us-east-1: those are named us-east-1a, us-east-1b and so on',
    ]);
  });
});
