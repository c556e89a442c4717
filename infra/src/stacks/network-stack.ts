import { RemovalPolicy, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Parameters } from '../parameters/parameters.ts';

/** Tags by which the AWS Load Balancer Controller finds subnets (its documentation, "Subnet Discovery"). */
const INTERNAL_BALANCERS = 'kubernetes.io/role/internal-elb';
const PUBLIC_BALANCERS = 'kubernetes.io/role/elb';

/**
 * A public and a private subnet in each zone. Public ones hold NAT gateways and nothing else; nodes, Pods, the host and
 * internal balancers are in the private ones.
 */
export class NetworkStack extends Stack {
  readonly vpc: ec2.Vpc;

  constructor(scope: Construct, id: string, props: StackProps & { readonly parameters: Parameters }) {
    super(scope, id, props);
    const { zones, vpcCidr, natGateways } = props.parameters;
    this.vpc = new ec2.Vpc(this, 'Vpc', {
      ipAddresses: ec2.IpAddresses.cidr(vpcCidr),
      availabilityZones: [...zones],
      natGateways: natGateways === 'one' ? 1 : zones.length,
      subnetConfiguration: [
        { name: 'public', subnetType: ec2.SubnetType.PUBLIC, cidrMask: 26, mapPublicIpOnLaunch: false },
        // The VPC CNI takes an address for each Pod.
        { name: 'private', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
      ],
    });
    tagSubnets(this.vpc.publicSubnets, PUBLIC_BALANCERS);
    tagSubnets(this.vpc.privateSubnets, INTERNAL_BALANCERS);
    // Costs nothing and carries the layers of images from ECR, which NAT would charge by the gigabyte. Interface endpoints
    // cost more an hour than all that this experiment sends through NAT.
    this.vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
    this.vpc.addFlowLog('FlowLog', {
      trafficType: ec2.FlowLogTrafficType.REJECT,
      destination: ec2.FlowLogDestination.toCloudWatchLogs(
        new logs.LogGroup(this, 'FlowLogs', {
          retention: logs.RetentionDays.ONE_WEEK,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
      ),
    });
  }
}

function tagSubnets(subnets: readonly ec2.ISubnet[], tag: string): void {
  for (const subnet of subnets) Tags.of(subnet).add(tag, '1');
}
