import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { propertiesOf, resourcesOf, stack, synthesise } from './example.ts';

const example = synthesise();

describe('the network', () => {
  it('has a public and a private subnet in each of the two zones of the original', () => {
    const subnets = propertiesOf(example, 'AWS::EC2::Subnet').map(({ AvailabilityZone, Tags }) => [
      AvailabilityZone,
      (Tags as { Key: string; Value: string }[]).find(({ Key }) => Key === 'aws-cdk:subnet-name')?.Value,
    ]);
    expect(subnets).toEqual([
      ['us-west-1b', 'public'],
      ['us-west-1c', 'public'],
      ['us-west-1b', 'private'],
      ['us-west-1c', 'private'],
    ]);
  });

  it('gives nothing a public address by itself', () => {
    for (const subnet of propertiesOf(example, 'AWS::EC2::Subnet')) expect(subnet.MapPublicIpOnLaunch).toBe(false);
  });

  it('tells the load balancer controller which subnets are for internal balancers', () => {
    const internal = { Key: 'kubernetes.io/role/internal-elb', Value: '1' };
    stack(example, 'network').resourcePropertiesCountIs('AWS::EC2::Subnet', { Tags: Match.arrayWith([internal]) }, 2);
  });

  it('has one NAT gateway, or one in each zone', () => {
    expect(resourcesOf(example, 'AWS::EC2::NatGateway')).toHaveLength(1);
    expect(resourcesOf(synthesise({ natGateways: 'each-zone' }), 'AWS::EC2::NatGateway')).toHaveLength(2);
  });

  it('reaches S3 without NAT, by the endpoint that costs nothing', () => {
    expect(propertiesOf(example, 'AWS::EC2::VPCEndpoint').map(({ VpcEndpointType }) => VpcEndpointType)).toEqual([
      'Gateway',
    ]);
  });

  it('goes where the parameters say', () => {
    const elsewhere = synthesise({
      region: 'eu-west-1',
      zones: ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'],
      name: 'other',
    });
    const zones = new Set(propertiesOf(elsewhere, 'AWS::EC2::Subnet').map(({ AvailabilityZone }) => AvailabilityZone));
    expect([...zones]).toEqual(['eu-west-1a', 'eu-west-1b', 'eu-west-1c']);
    expect(JSON.stringify(elsewhere.templates)).not.toMatch(/us-west-1|nlb-experiment/);
  });
});

describe('nobody from outside', () => {
  it('finds an open port: no security group lets an address in, and none names port 22', () => {
    const groups = propertiesOf(example, 'AWS::EC2::SecurityGroup');
    const inline = groups.flatMap(({ SecurityGroupIngress = [] }) => SecurityGroupIngress as object[]);
    const rules = [...inline, ...propertiesOf(example, 'AWS::EC2::SecurityGroupIngress')];
    expect(rules).toHaveLength(1);
    for (const rule of rules) {
      expect(rule).not.toHaveProperty('CidrIp');
      expect(rule).not.toHaveProperty('CidrIpv6');
      expect(rule).toMatchObject({ FromPort: 443, ToPort: 443 });
    }
  });

  it('has a key to a machine: there is no key pair, and no node is opened to one', () => {
    const text = JSON.stringify(example.templates);
    expect(text).not.toContain('KeyName');
    expect(text).not.toContain('RemoteAccess');
    expect(text).not.toContain('AssociatePublicIpAddress":true');
  });
});
