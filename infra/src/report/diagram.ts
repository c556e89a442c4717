import { findReferences, type ResourceId } from './references.ts';
import type { StackTemplate } from './synthesise-example.ts';

/** The types that a reader wants to see, and what they are called. Routes, associations and the like are part of these. */
const SHOWN: Readonly<Record<string, string>> = {
  'AWS::EC2::VPC': 'VPC',
  'AWS::EC2::Subnet': 'Subnet',
  'AWS::EC2::NatGateway': 'NAT gateway',
  'AWS::EC2::VPCEndpoint': 'VPC endpoint',
  'AWS::EC2::FlowLog': 'Flow log',
  'AWS::EC2::Instance': 'EC2 instance',
  'AWS::EC2::SecurityGroup': 'Security group',
  'AWS::EC2::LaunchTemplate': 'Launch template',
  'AWS::ECR::Repository': 'ECR repository',
  'AWS::EKS::Cluster': 'EKS cluster',
  'AWS::EKS::Nodegroup': 'Managed node group',
  'AWS::EKS::Addon': 'EKS add-on',
  'AWS::EKS::AccessEntry': 'Access entry',
  'AWS::EKS::PodIdentityAssociation': 'Pod Identity',
  'AWS::IAM::Role': 'IAM role',
  'AWS::KMS::Key': 'KMS key',
  'AWS::Logs::LogGroup': 'Log group',
};

/** Types of which one box says enough: their resources differ in the name alone. */
const TOGETHER = ['AWS::EKS::Addon', 'AWS::EKS::AccessEntry', 'AWS::EKS::PodIdentityAssociation'];

/** One or more resources of a stack. */
interface Box {
  readonly key: string;
  readonly type: string;
  readonly ids: readonly string[];
}

/** The stacks and their main resources as a Mermaid flow chart. An arrow goes from a resource to one that it names. */
export function drawDiagram(templates: readonly StackTemplate[]): string {
  const boxes = new Map(templates.map((template) => [template.stack, boxesOf(template)]));
  const keyOf = ({ stack, id }: ResourceId): string | undefined =>
    boxes.get(stack)?.find(({ ids }) => ids.includes(id))?.key;
  const references = findReferences(templates);
  /** An instance names its role by a profile, which is no box: the arrow goes on to what that names. */
  const leadsTo = (from: ResourceId): string[] =>
    references.filter((reference) => sameResource(reference.from, from)).flatMap(({ to }) => keyOf(to) ?? leadsTo(to));
  const arrows = templates
    .flatMap(({ stack, resources }) => Object.keys(resources).map((id) => ({ stack, id })))
    .flatMap((from) => leadsTo(from).map((to) => [keyOf(from), to]))
    .filter(([from, to]) => from !== undefined && from !== to)
    .map(([from, to]) => `  ${from} --> ${to}`);
  const graphs = [...boxes].flatMap(([stack, inside]) => [
    `  subgraph ${identifier(stack)}["${stack}"]`,
    ...inside.map((box) => `    ${box.key}["${labelOf(box, inside)}"]`),
    '  end',
  ]);
  return ['flowchart LR', ...graphs, ...new Set(arrows)].join('\n');
}

/** Resources whose names differ in digits alone, as a subnet of each zone does, share a box. */
function boxesOf({ stack, resources }: StackTemplate): Box[] {
  const boxes = new Map<string, Box>();
  for (const [id, { Type: type }] of Object.entries(resources)) {
    if (!(type in SHOWN)) continue;
    const key = identifier(`${stack}_${TOGETHER.includes(type) ? type : nameOf(id).replaceAll(/\d/g, '')}`);
    boxes.set(key, { key, type, ids: [...(boxes.get(key)?.ids ?? []), id] });
  }
  return [...boxes.values()];
}

function labelOf({ type, ids }: Box, inside: readonly Box[]): string {
  const parents = inside.flatMap((box) => box.ids).map(nameOf);
  const names = ids.map((id) => withoutParent(nameOf(id), parents));
  const times = ids.length > 1 ? ` x ${ids.length}` : '';
  return [`<b>${SHOWN[type]}${times}</b>`, ...names].join('<br/>');
}

/** A construct inside another begins with that one's name. */
function withoutParent(name: string, names: readonly string[]): string {
  const parent = names.find((other) => other !== name && name.startsWith(other));
  return parent === undefined ? name : name.slice(parent.length);
}

/** The construct's own name: the CDK ends a logical id with eight hexadecimal digits. */
function nameOf(id: string): string {
  return id.replace(/[0-9A-F]{8}$/, '');
}

function sameResource(one: ResourceId, other: ResourceId): boolean {
  return one.stack === other.stack && one.id === other.id;
}

function identifier(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9]+/g, '_');
}
