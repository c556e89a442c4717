import { type Manifest, render } from '../manifests/kubectl.ts';

/** Names of a test's own beside those of the manifests, so that it meets neither a real installation nor another test. */
export interface Place {
  /** Namespace of bot, worker and Valkey, and of the target. */
  bot: string;
  target: string;
  /**
   * Ports in place of others' own: of the balancer, which all Services of the test cluster share (8080, 9901), and of
   * this host (the page's 8970).
   */
  ports: { clients: number; stats: number; page: number };
  image: string;
}

const CLUSTER_WIDE = [
  'ClusterRole',
  'ClusterRoleBinding',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
];

/**
 * The objects of manifests/bot with its metrics for that place, as they are in every other way; without those of the Prometheus
 * operator, which the cluster need not know.
 */
export async function botObjects(place: Place): Promise<Manifest[]> {
  const rendered = await render('overlays/bot-monitoring');
  const known = rendered.filter(({ apiVersion }) => !apiVersion?.startsWith('monitoring.coreos.com/'));
  const objects = known.map((object) => {
    if (!CLUSTER_WIDE.includes(object.kind)) return object;
    return { ...object, metadata: { ...object.metadata, name: `${place.bot}-${object.metadata.name}` } };
  });
  const text = JSON.stringify(objects)
    .replaceAll('"namespace":"nlb-bot"', `"namespace":"${place.bot}"`)
    .replaceAll('"namespace":"kube-system"', `"namespace":"${place.bot}"`)
    .replaceAll('"namespace":"default"', `"namespace":"${place.target}"`)
    .replaceAll('"kind":"ClusterRole","name":"', `"kind":"ClusterRole","name":"${place.bot}-`)
    .replaceAll('"policyName":"', `"policyName":"${place.bot}-`)
    .replaceAll('serviceaccount:nlb-bot:', `serviceaccount:${place.bot}:`)
    .replaceAll('namespace: default\\n', `namespace: ${place.target}\\n    port: ${place.ports.clients}\\n`)
    .replaceAll('"value":"8970"', `"value":"${place.ports.page}"`)
    .replaceAll('"image":"nlb-bot:dev"', `"image":"${place.image}"`);
  return (JSON.parse(text) as Manifest[]).map((object) =>
    object.kind === 'Namespace' ? { ...object, metadata: { ...object.metadata, name: place.bot } } : object,
  );
}

/** The objects of manifests/base for that place. */
export async function targetObjects(place: Place): Promise<Manifest[]> {
  const objects = await render('base');
  for (const port of objects.flatMap((object) => (object.kind === 'Service' ? (object.spec.ports ?? []) : []))) {
    delete port.nodePort;
    if (port.port === 8080) port.port = place.ports.clients;
    if (port.port === 9901) port.port = place.ports.stats;
  }
  return JSON.parse(
    JSON.stringify(objects).replaceAll('"image":"nlb-bot:dev"', `"image":"${place.image}"`),
  ) as Manifest[];
}

/** A volume for Valkey on a node, as an administrator makes one where nothing provides them. */
export function volumeFor(place: Place, node: string, path: string): object {
  const matchExpressions = [{ key: 'kubernetes.io/hostname', operator: 'In', values: [node] }];
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: place.bot },
    spec: {
      capacity: { storage: '1Gi' },
      accessModes: ['ReadWriteOnce'],
      persistentVolumeReclaimPolicy: 'Retain',
      claimRef: { namespace: place.bot, name: 'data-valkey-0' },
      local: { path },
      nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions }] } },
    },
  };
}

/** A Pod that does something to a volume's folder on its node: a local volume must be there before it is used. */
export function folderPod(place: Place, name: string, node: string, path: string, args: readonly string[]): object {
  const [, parent = '', folder = ''] = /^(.*)\/([^/]+)$/.exec(path) ?? [];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: {
      nodeName: node,
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      securityContext: { runAsUser: 0 },
      containers: [
        {
          name,
          image: place.image,
          imagePullPolicy: 'IfNotPresent',
          command: [...args, `/parent/${folder}`],
          volumeMounts: [{ name: 'parent', mountPath: '/parent' }],
        },
      ],
      volumes: [{ name: 'parent', hostPath: { path: parent, type: 'DirectoryOrCreate' } }],
    },
  };
}
