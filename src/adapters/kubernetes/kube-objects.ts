/** The parts of Kubernetes' objects that are read here, as the API server's JSON has them; all other fields are kept as they come. */

export interface Metadata {
  name: string;
  namespace?: string;
  uid: string;
  resourceVersion: string;
  generation?: number;
  deletionTimestamp?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: { kind: string; name: string; uid: string; controller?: boolean }[];
  managedFields?: { manager?: string; operation?: string; time?: string; subresource?: string }[];
}

export interface Selector {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
}

export interface Volume {
  name: string;
  configMap?: { name?: string; items?: { key: string; path: string }[] };
  secret?: { secretName?: string };
  projected?: {
    sources?: {
      configMap?: { name?: string; items?: { key: string; path: string }[] };
      secret?: { name?: string };
    }[];
  };
}

export interface Container {
  name: string;
  image?: string;
  command?: string[];
  args?: string[];
  ports?: { name?: string; containerPort: number }[];
  volumeMounts?: { name: string; mountPath: string; subPath?: string }[];
  lifecycle?: { preStop?: object; postStart?: object };
  readinessProbe?: {
    httpGet?: { port: number | string };
    tcpSocket?: { port: number | string };
    grpc?: { port: number | string };
    exec?: object;
  };
}

export interface PodTemplate {
  metadata?: { labels?: Record<string, string>; annotations?: Record<string, string> };
  spec: {
    initContainers?: Container[];
    containers: Container[];
    volumes?: Volume[];
    terminationGracePeriodSeconds?: number;
  };
}

export interface DeploymentSpec {
  replicas?: number;
  paused?: boolean;
  selector: Selector;
  template: PodTemplate;
  strategy?: { type?: string; rollingUpdate?: { maxSurge?: number | string; maxUnavailable?: number | string } };
  progressDeadlineSeconds?: number;
}

export interface KubeDeployment {
  metadata: Metadata;
  spec: DeploymentSpec;
  status?: {
    observedGeneration?: number;
    replicas?: number;
    updatedReplicas?: number;
    availableReplicas?: number;
    conditions?: { type: string; status: string; reason?: string; message?: string; lastUpdateTime?: string }[];
  };
}

export interface KubeReplicaSet {
  metadata: Metadata;
  spec: { replicas?: number; template: PodTemplate };
  status?: { replicas?: number };
}

interface ContainerState {
  waiting?: { reason?: string; message?: string };
  terminated?: { reason?: string; exitCode?: number; message?: string };
}

export interface KubePod {
  metadata: Metadata;
  spec: { nodeName?: string; containers: Container[] };
  status?: {
    phase?: string;
    reason?: string;
    message?: string;
    podIP?: string;
    conditions?: { type: string; status: string; reason?: string; message?: string; lastTransitionTime?: string }[];
    containerStatuses?: { name: string; restartCount: number; state?: ContainerState; lastState?: ContainerState }[];
  };
}

export interface KubeService {
  metadata: Metadata;
  spec: {
    type?: string;
    clusterIP?: string;
    selector?: Record<string, string>;
    externalTrafficPolicy?: string;
    healthCheckNodePort?: number;
    loadBalancerClass?: string;
    ports?: { name?: string; port: number; targetPort?: number | string; nodePort?: number }[];
  };
  status?: { loadBalancer?: { ingress?: { ip?: string; hostname?: string }[] } };
}

export interface KubeNode {
  metadata: Metadata;
  status?: { addresses?: { type: string; address: string }[] };
}

export interface KubeEndpointSlice {
  metadata: Metadata;
  endpoints?: {
    nodeName?: string;
    conditions?: { ready?: boolean };
    targetRef?: { kind?: string; name?: string; uid?: string };
  }[];
}

export interface KubeConfigMap {
  metadata: Metadata;
  data?: Record<string, string>;
  binaryData?: Record<string, string>;
}

export interface KubeEvent {
  metadata: Metadata;
  message?: string;
}

export interface KubeLease {
  metadata: Metadata;
  spec: {
    holderIdentity?: string;
    leaseDurationSeconds?: number;
    acquireTime?: string;
    renewTime?: string;
    leaseTransitions?: number;
  };
}

export interface KubeList<T> {
  metadata: { resourceVersion: string };
  items: T[];
}

/** The label of every object that is the bot's own. */
export const MANAGED_BY = { 'app.kubernetes.io/managed-by': 'nlb-bot' };

/** Whether the object is the bot's own. */
export function isOurs({ labels = {} }: Metadata): boolean {
  return Object.entries(MANAGED_BY).every(([name, value]) => labels[name] === value);
}
