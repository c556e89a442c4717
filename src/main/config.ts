import { join, resolve } from 'node:path';
import { type Language, languageOf } from '../domain/language.ts';
import { CONFIG_FILE, type ConfigFile, readConfigFile } from './config-file.ts';
import type { FileProfile } from './config-profile.ts';
import { port } from './read-port.ts';
import { readSlackSettings, type SlackSettings } from './slack-settings.ts';

/** What the start cannot go on with: every problem of file and environment, one line each. */
export class ConfigError extends Error {
  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'ConfigError';
  }
}

/** A target profile, complete; `limits.observe_ms` and `token_ttl` in milliseconds. */
export type TargetProfile = Omit<FileProfile, 'limits'> & {
  name: string;
  limits: { clients: number; observe_ms: number; scenarios: readonly string[] };
};

/** All settings of all roles; a role reads what it needs. */
export interface Config {
  defaultTarget: string;
  /** The default target of a Slack channel, by its id; {@link Config.defaultTarget} elsewhere. */
  channelTargets: ReadonlyMap<string, string>;
  targets: readonly TargetProfile[];
  /** null: an embedded Valkey is started. */
  redisUrl: string | null;
  /** null: the local workspace is started. */
  slack: SlackSettings | null;
  /** Fixed ports; 0 takes a free one. */
  workspacePort: number;
  labNodePort: number;
  /** null: no metrics are served. */
  metricsPort: number | null;
  /** null: chosen by the program that starts. */
  stateDir: string | null;
  /** `shell:USER` in an instance that the shell has started for itself. */
  shellUser: string | null;
  /** There, the one target that its command may change, '' for none; null in every other instance. */
  shellTarget: string | null;
  /** The one language of every answer, whoever asks; null: that of each person. */
  language: Language | null;
  cacheDir: string;
  /** Where STS answers instead of its regional endpoint, as AWS's own tools read it; null: the regional endpoint. */
  stsEndpoint: string | null;
}

const ROOT = resolve(import.meta.dirname, '../..');

/**
 * Reads `nlb.config.yaml` (in the working directory; optional) and the environment.
 * @throws ConfigError with every problem at once, each with its line or variable and the fix
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>, folder = process.cwd()): Config {
  const problems: string[] = [];
  const file = readConfigFile(join(folder, CONFIG_FILE), Boolean(env.KUBECONFIG), problems);
  const config: Config = {
    defaultTarget: file.default,
    channelTargets: file.channels,
    targets: profilesOf(file.targets),
    redisUrl: redisUrl(env.REDIS_URL, problems),
    slack: readSlackSettings(env, problems),
    workspacePort: port(env.WORKSPACE_PORT, 'WORKSPACE_PORT', problems),
    labNodePort: port(env.LAB_NODE_PORT, 'LAB_NODE_PORT', problems),
    metricsPort: env.METRICS_PORT ? port(env.METRICS_PORT, 'METRICS_PORT', problems) : null,
    stateDir: env.NLB_STATE === undefined || env.NLB_STATE === '' ? null : resolve(env.NLB_STATE),
    shellUser: env.NLB_SHELL_USER || null,
    shellTarget: env.NLB_SHELL_TARGET ?? null,
    language: chosenLanguage(env.NLB_LANG, problems),
    cacheDir: resolve(env.NLB_CACHE || join(ROOT, '.cache')),
    stsEndpoint: stsEndpoint(env, problems),
  };
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

function profilesOf(targets: ConfigFile['targets']): TargetProfile[] {
  return [...targets].map(([name, { limits, ...profile }]) => ({
    ...profile,
    name,
    limits: { clients: limits.clients, observe_ms: limits.observe, scenarios: limits.scenarios },
  }));
}

function redisUrl(text: string | undefined, problems: string[]): string | null {
  if (text === undefined || text === '') return null;
  const url = URL.parse(text);
  if (url !== null && (url.protocol === 'redis:' || url.protocol === 'rediss:') && url.hostname !== '') return text;
  problems.push('REDIS_URL is no Redis URL: write redis://HOST:6379/0, or leave it out for the embedded Valkey');
  return null;
}

/** The variables that the AWS SDK reads by itself; they are checked here so that a mistake is told at the start. */
function stsEndpoint(env: Readonly<Record<string, string | undefined>>, problems: string[]): string | null {
  const text = env.AWS_ENDPOINT_URL_STS || env.AWS_ENDPOINT_URL || null;
  if (text === null) return null;
  if (/^https?:$/.test(URL.parse(text)?.protocol ?? '')) return text;
  const variable = env.AWS_ENDPOINT_URL_STS ? 'AWS_ENDPOINT_URL_STS' : 'AWS_ENDPOINT_URL';
  problems.push(`${variable} is "${text}": write http(s)://HOST, or leave it out for AWS's own endpoints`);
  return null;
}

function chosenLanguage(text: string | undefined, problems: string[]): Language | null {
  if (text === undefined || text === '') return null;
  if (text === 'en' || text === 'ja') return text;
  problems.push(`NLB_LANG is "${text}": write en or ja, or leave it out for the language of each person`);
  return null;
}

/** The language of a shell: the one that is configured, or that of the person at the terminal. */
export function shellLanguage(env: Readonly<Record<string, string | undefined>>): Language {
  return env.NLB_LANG === 'ja' || env.NLB_LANG === 'en' ? env.NLB_LANG : localeLanguage(env);
}

/** The language of the person at a terminal, from the locale as POSIX looks it up: LC_ALL, LC_MESSAGES, LANG. */
function localeLanguage(env: Readonly<Record<string, string | undefined>>): Language {
  return languageOf(env.LC_ALL || env.LC_MESSAGES || env.LANG);
}

/** Whether an allow-list names user groups, which Slack then has to be asked about. */
export function namesGroups({ targets }: Pick<Config, 'targets'>): boolean {
  return targets.some(({ allow }) =>
    [allow, ...Object.values(allow.scenarios)].some((list) => (list?.groups.length ?? 0) > 0),
  );
}
