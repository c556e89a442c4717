import { execFile, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';

export const MANIFESTS = resolve(import.meta.dirname, '../../manifests');

interface Container {
  name: string;
  image: string;
  imagePullPolicy: string;
  command?: string[];
  args?: string[];
  ports?: { name: string; containerPort: number }[];
  env?: { name: string; value?: string }[];
  volumeMounts?: { name: string; mountPath: string }[];
  readinessProbe?: { httpGet?: { path: string; port: string } };
  lifecycle?: object;
  resources?: object;
  securityContext: object;
}

/** What a Deployment, a StatefulSet or a Pod says of its Pods. */
export interface PodSpec {
  securityContext: object;
  terminationGracePeriodSeconds?: number;
  serviceAccountName?: string;
  hostNetwork?: boolean;
  containers: Container[];
  initContainers?: Container[];
  affinity?: object;
  volumes?: { name: string; configMap?: { name: string }; secret?: { secretName: string }; emptyDir?: object }[];
}

/** A Kubernetes object, with the parts that are read here. */
export interface Manifest {
  apiVersion?: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    resourceVersion?: string;
    annotations?: Record<string, string>;
    labels?: Record<string, string>;
  };
  /** A ConfigMap's content. */
  data?: Record<string, string>;
  binaryData?: Record<string, string>;
  spec: {
    type?: string;
    clusterIP?: string;
    selector?: object;
    ports?: { name: string; port: number; nodePort?: number }[];
    replicas?: number;
    template?: { metadata: { annotations?: Record<string, string>; labels?: Record<string, string> }; spec: PodSpec };
    podMetricsEndpoints?: { port: string; path: string }[];
  };
  status?: { conditions?: { type: string; status: string }[]; addresses?: { type: string; address: string }[] };
}

/** What kubectl prints; its standard error, warnings among it, is in the error when it fails. */
export async function kubectl(args: readonly string[], input?: string): Promise<string> {
  const child = spawn('kubectl', args, { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.end(input ?? '');
  const exited = new Promise<number | null>((done, failed) => child.once('close', done).once('error', failed));
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
  if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${err.trim()}`);
  return out;
}

/** The objects of a folder below manifests/. */
export async function render(folder: string): Promise<Manifest[]> {
  const documents = parseAllDocuments(await kubectl(['kustomize', `${MANIFESTS}/${folder}`]));
  return documents.map((document) => document.toJS() as Manifest);
}

/** Objects for a namespace beside the real one: node ports and the balancer's address are the whole cluster's. */
export function forTest(objects: readonly Manifest[]): Manifest[] {
  return structuredClone([...objects]).map((object) => {
    if (object.kind === 'Service' && object.spec.type === 'LoadBalancer') {
      object.spec.type = 'NodePort';
      for (const port of object.spec.ports ?? []) delete port.nodePort;
    }
    return object;
  });
}

/** The one object of that kind and name. @throws Error when it is missing */
export function one(objects: readonly Manifest[], kind: string, name: string): Manifest {
  const found = objects.find((object) => object.kind === kind && object.metadata.name === name);
  if (found === undefined) throw new Error(`there is no ${kind} ${name}`);
  return found;
}

/** What an object says of its Pods. @throws Error when it has none */
export function podSpecOf(object: Manifest): PodSpec {
  const spec = object.spec.template?.spec;
  if (spec === undefined) throw new Error(`${object.kind} ${object.metadata.name} makes no Pods`);
  return spec;
}

/** An object as the API server has it. */
export async function read(...args: string[]): Promise<Manifest> {
  return JSON.parse(await kubectl(['get', ...args, '-o', 'json'])) as Manifest;
}

/** Objects as the API server has them. */
export async function list(...args: string[]): Promise<Manifest[]> {
  return (JSON.parse(await kubectl(['get', ...args, '-o', 'json'])) as { items: Manifest[] }).items;
}

/** Objects as kubectl takes them on its standard input. */
export function asList(items: readonly object[]): string {
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
}

async function answers(args: readonly string[]): Promise<boolean> {
  return promisify(execFile)('kubectl', args, { timeout: 10_000 }).then(
    () => true,
    () => false,
  );
}

/** Whether there is a kubectl that renders. */
export const hasKubectl = await answers(['version', '--client']);

/** Whether KUBECONFIG names a cluster that answers; without the variable none is touched. */
export const hasCluster =
  Boolean(process.env.KUBECONFIG) && (await answers(['get', '--raw', '/readyz', '--request-timeout=5s']));
