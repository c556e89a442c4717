import * as eks from 'aws-cdk-lib/aws-eks-v2';
import type { Parameters } from '../parameters/parameters.ts';
import { PROJECT_TAG } from '../project-tag.ts';
import { podsOfEks, serviceRole } from '../service-role.ts';

/** The name that the add-on gives its controller's service account. */
const EBS_ACCOUNT = 'ebs-csi-controller-sa';

/**
 * What a node needs to take Pods, in the version that EKS thinks best for the cluster's, and a disk for the queue of the bot.
 * CoreDNS and the driver's controller are Pods that wait for a node.
 */
export function addAddons(cluster: eks.Cluster, nodes: eks.Nodegroup, parameters: Parameters): void {
  const network = new eks.Addon(cluster, 'VpcCni', {
    cluster,
    addonName: 'vpc-cni',
    preserveOnDelete: false,
    // Without it the NetworkPolicies of `manifests` would be there and hold nothing back.
    configurationValues: { enableNetworkPolicy: 'true' },
  });
  const proxy = new eks.Addon(cluster, 'KubeProxy', { cluster, addonName: 'kube-proxy', preserveOnDelete: false });
  const identity = new eks.Addon(cluster, 'PodIdentityAgent', {
    cluster,
    addonName: 'eks-pod-identity-agent',
    preserveOnDelete: false,
  });
  // No node gets Ready without a network.
  nodes.node.addDependency(network, proxy, identity);

  const dns = new eks.Addon(cluster, 'CoreDns', { cluster, addonName: 'coredns', preserveOnDelete: false });
  dns.node.addDependency(nodes);
  addDisks(cluster, nodes, parameters);
}

/** Valkey's volume of 1 GiB in `manifests/bot`, which asks for the default storage class: EKS has none by itself. */
function addDisks(cluster: eks.Cluster, nodes: eks.Nodegroup, { name }: Parameters): void {
  const role = serviceRole(cluster, 'EbsRole', {
    roleName: `${name}-ebs`,
    description: 'EBS CSI driver, by EKS Pod Identity',
    assumedBy: podsOfEks(),
    awsPolicies: {
      // The older AmazonEBSCSIDriverPolicy attaches, detaches and modifies every volume of the account.
      AmazonEBSCSIDriverPolicyV2:
        "The driver's own policy, which AWS extends with the add-on. It changes only volumes that carry the driver's tag.",
    },
  });
  const driver = new eks.CfnAddon(cluster, 'EbsDriver', {
    clusterName: cluster.clusterName,
    addonName: 'aws-ebs-csi-driver',
    configurationValues: JSON.stringify({
      defaultStorageClass: { enabled: true },
      // No stack knows a claim's volume: with the tag of the stacks it is found when they are gone.
      controller: { extraVolumeTags: { [PROJECT_TAG]: name } },
    }),
    podIdentityAssociations: [{ serviceAccount: EBS_ACCOUNT, roleArn: role.roleArn }],
  });
  driver.node.addDependency(nodes);
}
