import { z } from 'zod';
import { SCENARIOS } from '../domain/scenarios.ts';
import { allowKeysAt, allowList } from './config-allow.ts';
import {
  clusterName,
  duration,
  namespaceName,
  portNumber,
  regionName,
  roleArn,
  text,
  wholeNumber,
} from './config-fields.ts';
import { fleetProblems, fleetProfile } from './config-fleet.ts';
import { readStatsUrl } from './stats-url.ts';

const MAX_CLIENTS = 2000;
const OBSERVE_MS = { least: 5000, most: 600_000 };
/** STS takes a token for 15 minutes; the last one is left for clocks that differ. */
const TOKEN_TTL_MS = { least: 1000, most: 14 * 60_000 };
const scenarioNames = SCENARIOS.map((scenario) => scenario.name);
const writeScenarios = `write a list of ${scenarioNames.join(', ')}`;
const writeUrl =
  'write `http://HOST:PORT` (or https, with a path if it has one, without user and password) or `service:NAMESPACE/NAME:PORT`, as in `service:monitoring/prometheus-k8s:9090`';

const profile = z.strictObject({
  kind: z.enum(['lab', 'kubernetes', 'eks'], 'write lab, kubernetes or eks'),
  class: z.enum(['lab', 'staging', 'production'], 'write lab, staging or production').optional(),
  approval: z.enum(['none', 'confirm', 'second-person'], 'write none, confirm or second-person').optional(),
  kubeconfig: text.optional(),
  context: text.optional(),
  cluster: clusterName.optional(),
  region: regionName.optional(),
  role_arn: roleArn.optional(),
  token_ttl: duration(TOKEN_TTL_MS, '10m').optional(),
  namespace: namespaceName.default('default'),
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
  allow: allowList.prefault({}),
  limits: z
    .strictObject({
      clients: wholeNumber(1, MAX_CLIENTS).default(MAX_CLIENTS),
      observe: duration(OBSERVE_MS, '120s').default(OBSERVE_MS.most),
      scenarios: z
        .array(z.enum(scenarioNames, writeScenarios), writeScenarios)
        .min(1, writeScenarios)
        .default(scenarioNames),
    })
    .prefault({}),
});

const APPROVAL_OF = { lab: 'none', staging: 'confirm', production: 'second-person' } as const;

/** What one field of a profile asks of the others, and the defaults that depend on another field. */
export const targetProfile = profile
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

/** A target profile as the file has it, with its defaults; `observe` and `token_ttl` in milliseconds. */
export type FileProfile = z.infer<typeof targetProfile>;

/** The keys that may stand at a place of a profile; `[]` is the profile itself. */
export function profileKeysAt([key, ...below]: readonly string[]): string[] {
  if (key === undefined) return Object.keys(profile.shape);
  if (key === 'stats') return Object.keys(profile.shape.stats.unwrap().shape);
  if (key === 'fleet') return Object.keys(fleetProfile.shape);
  if (key === 'config') return Object.keys(profile.shape.config.unwrap().shape);
  if (key === 'allow') return allowKeysAt(below);
  return Object.keys(profile.shape.limits.unwrap().shape);
}
