import { existsSync, readFileSync } from 'node:fs';
import { type Document, isAlias, isMap, isNode, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import { z } from 'zod';
import { formatDuration, parseDuration } from '../domain/duration.ts';
import { errorMessage } from '../domain/error-message.ts';
import { nearest } from '../domain/nearest.ts';
import { SCENARIOS } from '../domain/scenario.ts';
import { fleetProblems, fleetProfile } from './config-fleet.ts';
import { readStatsUrl } from './stats-url.ts';

export const CONFIG_FILE = 'nlb.config.yaml';

const MAX_CLIENTS = 2000;
const OBSERVE_MS = { least: 5000, most: 600_000 };
/** STS takes a token for 15 minutes; the last one is left for clocks that differ. */
const TOKEN_TTL_MS = { least: 1000, most: 14 * 60_000 };
const scenarioNames = SCENARIOS.map((scenario) => scenario.name);
const writeName = 'write lower-case letters, digits and hyphens';
const writeClients = `write a whole number from 1 to ${MAX_CLIENTS}`;
const writeObserve = `write a duration from ${formatDuration(OBSERVE_MS.least)} to ${formatDuration(OBSERVE_MS.most)}, such as \`120s\``;
const writeTokenTtl = `write a duration from ${formatDuration(TOKEN_TTL_MS.least)} to ${formatDuration(TOKEN_TTL_MS.most)}, such as \`10m\``;
const writeScenarios = `write a list of ${scenarioNames.join(', ')}`;

const name = z.string(writeName).regex(/^[a-z0-9][a-z0-9-]{0,40}$/, writeName);
const writeText = 'write a text';
const writeUrl =
  'write `http://HOST:PORT` (or https, with a path if it has one, without user and password) or `service:NAMESPACE/NAME:PORT`, as in `service:monitoring/prometheus-k8s:9090`';
const writePort = 'write a port from 1 to 65535';
const text = z.string(writeText).min(1, writeText);
const portNumber = z.int(writePort).min(1, writePort).max(65_535, writePort);
/** Ids of one kind of Slack's things, by their first letter; a name can be given to somebody else, an id can not. */
function slackIds(letters: string, what: string) {
  const write = `write a list of Slack ids of ${what}, such as [${letters[0]}0123ABCD]`;
  return z.array(z.string(write).regex(new RegExp(`^[${letters}][A-Z0-9]{2,}$`), write), write).default([]);
}

const peopleList = {
  users: slackIds('UW', 'a user'),
  groups: slackIds('S', 'a user group'),
  channels: slackIds('CG', 'a channel'),
};

const profile = z.strictObject({
  kind: z.enum(['lab', 'kubernetes', 'eks'], 'write lab, kubernetes or eks'),
  class: z.enum(['lab', 'staging', 'production'], 'write lab, staging or production').optional(),
  approval: z.enum(['none', 'confirm', 'second-person'], 'write none, confirm or second-person').optional(),
  kubeconfig: text.optional(),
  context: text.optional(),
  cluster: text.optional(),
  region: text.optional(),
  role_arn: text.optional(),
  token_ttl: z
    .string(writeTokenTtl)
    .transform((text) => parseDuration(text) ?? 0)
    .refine((ms) => ms >= TOKEN_TTL_MS.least && ms <= TOKEN_TTL_MS.most, writeTokenTtl)
    .optional(),
  namespace: text.default('default'),
  deployment: text.default('envoy'),
  service: text.default('envoy'),
  port: portNumber.default(8080),
  stat_prefix: text.default('ingress_http'),
  config: z.strictObject({ configmap: text, key: text }).optional(),
  stats: z
    .strictObject({
      from: z.enum(['pods', 'prometheus'], 'write pods or prometheus').default('pods'),
      port: portNumber.default(9901),
      url: text.refine((value) => readStatsUrl(value) !== null, writeUrl).optional(),
    })
    .prefault({}),
  fleet: fleetProfile.prefault({}),
  allow: z
    .strictObject({
      ...peopleList,
      scenarios: z
        .strictObject(
          Object.fromEntries(scenarioNames.map((scenario) => [scenario, z.strictObject(peopleList).optional()])),
        )
        .default({}),
    })
    .prefault({}),
  limits: z
    .strictObject({
      clients: z.int(writeClients).min(1, writeClients).max(MAX_CLIENTS, writeClients).default(MAX_CLIENTS),
      observe: z
        .string(writeObserve)
        .transform((text) => parseDuration(text) ?? 0)
        .refine((ms) => ms >= OBSERVE_MS.least && ms <= OBSERVE_MS.most, writeObserve)
        .default(OBSERVE_MS.most),
      scenarios: z
        .array(z.enum(scenarioNames, writeScenarios), writeScenarios)
        .min(1, writeScenarios)
        .default(scenarioNames),
    })
    .prefault({}),
});
const APPROVAL_OF = { lab: 'none', staging: 'confirm', production: 'second-person' } as const;

/** What one field of a profile asks of the others, and the defaults that depend on another field. */
const checkedProfile = profile
  .superRefine((value, context) => {
    const complain = (key: string, message: string): void =>
      context.addIssue({ code: 'custom', path: key.split('.'), message });
    const { from, url } = value.stats;
    if (from === 'prometheus' && value.kind === 'lab') {
      complain('stats.from', 'write `pods`: no Prometheus scrapes the Pods of the lab');
    } else if (from === 'prometheus' && url === undefined) {
      complain('stats', `\`from: prometheus\` needs \`url\`: ${writeUrl}`);
    } else if (from === 'pods' && url !== undefined) {
      complain('stats.url', 'is of no use with `from: pods`: write `from: prometheus`, or leave it out');
    }
    for (const [key, message] of fleetProblems(value.kind, value.fleet)) complain(`fleet.${key}`, message);
    if (value.kind !== 'eks') return;
    for (const key of ['cluster', 'region'] as const) {
      if (value[key] === undefined) complain(key, `write the ${key} of the EKS cluster`);
    }
  })
  .transform((value) => {
    // What is not known to be a lab is somebody's: it is changed with somebody's word alone.
    const kept = value.class ?? (value.kind === 'lab' ? 'lab' : 'staging');
    return { ...value, class: kept, approval: value.approval ?? APPROVAL_OF[kept] };
  });
const writeChannel = 'write the Slack id of a channel, such as C0123ABCD';
const file = z.strictObject({
  default: name.optional(),
  targets: z.record(name, checkedProfile).default({}),
  channels: z.record(z.string().regex(/^[CG][A-Z0-9]{2,}$/), name).default({}),
});

/** A target profile as the file has it, with its defaults; `observe` and `token_ttl` in milliseconds. */
export type FileProfile = z.infer<typeof checkedProfile>;

/** The file's targets, over the built-in ones. */
export interface ConfigFile {
  default: string;
  targets: ReadonlyMap<string, FileProfile>;
  /** The target of a command without `on=`, by the id of the channel where it is typed; `default` elsewhere. */
  channels: ReadonlyMap<string, string>;
}

/** Targets of these names need not say their kind. */
const BUILT_IN = { lab: 'lab', kubernetes: 'kubernetes' } as const;

/**
 * Reads the configuration file at a path, which need not be there; each problem goes to `problems`, with its line and the
 * fix. `hasKubeconfig` adds the built-in target of the cluster that KUBECONFIG names.
 */
export function readConfigFile(path: string, hasKubeconfig: boolean, problems: string[]): ConfigFile {
  const names = hasKubeconfig ? (['lab', 'kubernetes'] as const) : (['lab'] as const);
  const given = names.map((name) => [name, checkedProfile.parse({ kind: BUILT_IN[name] })] as const);
  const builtIn: ConfigFile = { default: 'lab', targets: new Map(given), channels: new Map() };
  const text = readText(path, problems);
  if (text === null) return builtIn;
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const lineOf = (offset: number): number => lines.linePos(offset).line;
  const syntax = syntaxProblems(document);
  problems.push(...syntax.map(({ at, what }) => `${CONFIG_FILE}:${lineOf(at)}: ${what}`));
  if (syntax.length > 0) return builtIn;
  for (const [name, kind] of Object.entries(BUILT_IN)) {
    const isSilent = isMap(document.getIn(['targets', name])) && !document.hasIn(['targets', name, 'kind']);
    if (isSilent) document.setIn(['targets', name, 'kind'], kind);
  }
  const parsed = file.safeParse(document.toJS() ?? {});
  if (!parsed.success) {
    const found = parsed.error.issues.flatMap((issue) => issueProblems(document, issue));
    found.push(...nameProblems(document, builtIn.targets.keys()));
    const inOrder = found.map(({ at, what }) => ({ line: lineOf(at), what })).sort((a, b) => a.line - b.line);
    problems.push(...inOrder.map(({ line, what }) => `${CONFIG_FILE}:${line}: ${what}`));
    return builtIn;
  }
  const targets = new Map([...builtIn.targets, ...Object.entries(parsed.data.targets)]);
  const wanted = parsed.data.default ?? 'lab';
  const channels = new Map(Object.entries(parsed.data.channels));
  problems.push(
    ...nameProblems(document, targets.keys()).map(({ at, what }) => `${CONFIG_FILE}:${lineOf(at)}: ${what}`),
  );
  return { default: wanted, targets, channels };
}

/** As much of a file as names targets, whatever else is wrong with it. */
const namesOnly = z
  .object({
    default: z.unknown(),
    targets: z.record(z.string(), z.unknown()).catch({}),
    channels: z.record(z.string(), z.unknown()).catch({}),
  })
  .partial();

/** Every place that names a target which is neither known nor in the file. */
function nameProblems(document: Document.Parsed, known: Iterable<string>): Problem[] {
  const read = namesOnly.safeParse(document.toJS() ?? {});
  if (!read.success) return [];
  const own = Object.keys(read.data.targets ?? {}).filter((key) => name.safeParse(key).success);
  const targets = new Set([...known, ...own]);
  const named: [path: string[], given: unknown][] = [
    [['default'], read.data.default],
    ...Object.entries(read.data.channels ?? {}).map(([id, given]): [string[], unknown] => [['channels', id], given]),
  ];
  return named.flatMap(([path, given]) => {
    // What is no name at all is told as that.
    const { success, data } = name.safeParse(given);
    if (!success || targets.has(data)) return [];
    const what = `${path.join('.')}: there is no target \`${data}\`: write one of ${[...targets].join(', ')}`;
    return [{ at: offsetOf(document, path), what }];
  });
}

function readText(path: string, problems: string[]): string | null {
  try {
    return existsSync(path) ? readFileSync(path, 'utf8') : null;
  } catch (cause) {
    problems.push(`${CONFIG_FILE} cannot be read (${errorMessage(cause)}): make it a file that this user may read`);
    return null;
  }
}

/** What is wrong, and where in the text. */
interface Problem {
  at: number;
  what: string;
}

function syntaxProblems(document: Document.Parsed): Problem[] {
  const found = document.errors.map((error) => ({
    at: error.pos[0],
    what: `${(error.message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:$/, '')}: correct the YAML`,
  }));
  visit(document, {
    Alias: (_key, node) => {
      if (isAlias(node) && node.resolve(document) === undefined) {
        found.push({
          at: node.range?.[0] ?? 0,
          what: `*${node.source} has no anchor: write &${node.source} before it`,
        });
      }
    },
  });
  return found;
}

type Issue = z.core.$ZodIssue;

function issueProblems(document: Document.Parsed, issue: Issue): Problem[] {
  const path = issue.path.map(String);
  const problem = (at: readonly string[], what: string): Problem => ({
    at: offsetOf(document, at),
    what: `${at.join('.') || 'the file'}: ${what}`,
  });
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(path);
    return issue.keys.map((key) => {
      const near = nearest(key, known);
      return problem(
        [...path, key],
        `is no key: ${near === null ? `write one of ${known.join(', ')}` : `write \`${near}\``}`,
      );
    });
  }
  if (issue.code === 'invalid_key')
    return [problem(path, path[0] === 'channels' ? `is no id: ${writeChannel}` : `is no name: ${writeName}`)];
  const isMapWanted = issue.code === 'invalid_type' && (issue.expected === 'object' || issue.expected === 'record');
  if (!isMapWanted) return [problem(path, issue.message)];
  const inside = path.length === 1 ? INSIDE[path[0] ?? ''] : keysAt(path).join(', ');
  return [problem(path, `holds no keys: write below it ${inside}, or leave it out`)];
}

/** What stands below a key of the file whose own keys are names. */
const INSIDE: Readonly<Record<string, string>> = { targets: 'names of targets', channels: 'ids of channels' };

/** The keys that may stand at a place of the file. */
function keysAt(path: readonly string[]): string[] {
  if (path.length === 0) return Object.keys(file.shape);
  if (path.length === 2) return Object.keys(profile.shape);
  if (path[2] === 'stats') return Object.keys(profile.shape.stats.unwrap().shape);
  if (path[2] === 'fleet') return Object.keys(fleetProfile.shape);
  if (path[2] === 'config') return ['configmap', 'key'];
  if (path[2] === 'allow') return allowKeys(path.length);
  return Object.keys(profile.shape.limits.unwrap().shape);
}

/** Of the allow-list itself, of its scenarios, or of one of them. */
function allowKeys(depth: number): string[] {
  const lists = Object.keys(peopleList);
  if (depth === 3) return [...lists, 'scenarios'];
  return depth === 4 ? [...scenarioNames] : lists;
}

/** Where a key stands in the text, or what is nearest above it when it is not there. */
function offsetOf(document: Document.Parsed, path: readonly string[]): number {
  const key = path.at(-1);
  if (key === undefined) return 0;
  const parent = document.getIn(path.slice(0, -1), true) ?? document.contents;
  const pair = isMap(parent)
    ? parent.items.find((item) => isScalar(item.key) && String(item.key.value) === key)
    : undefined;
  const node = pair?.key ?? document.getIn(path, true);
  return isNode(node) && node.range ? node.range[0] : offsetOf(document, path.slice(0, -1));
}
