import { existsSync, readFileSync } from 'node:fs';
import { type Document, isMap, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { errorMessage } from '../domain/error-message.ts';
import { nearest } from '../domain/nearest.ts';
import { offsetOf, type Problem, syntaxProblems } from './config-problems.ts';
import { type FileProfile, profileKeysAt, targetProfile } from './config-profile.ts';

export const CONFIG_FILE = 'nlb.config.yaml';

const writeName = 'write lower-case letters, digits and hyphens, 41 at most';
const writeChannel = 'write the Slack id of a channel, such as C0123ABCD';
/** The name of a target. */
export const targetName = z.string(writeName).regex(/^[a-z0-9][a-z0-9-]{0,40}$/, writeName);
const file = z.strictObject({
  default: targetName.optional(),
  targets: z.record(targetName, targetProfile).default({}),
  channels: z.record(z.string().regex(/^[CG][A-Z0-9]{2,}$/), targetName).default({}),
});

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
  return readConfigText(readText(path, problems), hasKubeconfig, problems);
}

/** Reads the text of a configuration file, null for none, as {@link readConfigFile} does; problems name it by `path`. */
export function readConfigText(
  text: string | null,
  hasKubeconfig: boolean,
  problems: string[],
  path: string = CONFIG_FILE,
): ConfigFile {
  const names = hasKubeconfig ? (['lab', 'kubernetes'] as const) : (['lab'] as const);
  const given = names.map((name) => [name, targetProfile.parse({ kind: BUILT_IN[name] })] as const);
  const builtIn: ConfigFile = { default: 'lab', targets: new Map(given), channels: new Map() };
  if (text === null) return builtIn;
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const lineOf = (offset: number): number => lines.linePos(offset).line;
  const syntax = syntaxProblems(document);
  problems.push(...syntax.map(({ at, what }) => `${path}:${lineOf(at)}: ${what}`));
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
    problems.push(...inOrder.map(({ line, what }) => `${path}:${line}: ${what}`));
    return builtIn;
  }
  const targets = new Map([...builtIn.targets, ...Object.entries(parsed.data.targets)]);
  const wanted = parsed.data.default ?? 'lab';
  const channels = new Map(Object.entries(parsed.data.channels));
  problems.push(...nameProblems(document, targets.keys()).map(({ at, what }) => `${path}:${lineOf(at)}: ${what}`));
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
  const own = Object.keys(read.data.targets ?? {}).filter((key) => targetName.safeParse(key).success);
  const targets = new Set([...known, ...own]);
  const named: [path: string[], given: unknown][] = [
    [['default'], read.data.default],
    ...Object.entries(read.data.channels ?? {}).map(([id, given]): [string[], unknown] => [['channels', id], given]),
  ];
  return named.flatMap(([path, given]) => {
    // What is no name at all is told as that.
    const { success, data } = targetName.safeParse(given);
    if (!success || targets.has(data)) return [];
    const what = `${path.join('.')}: there is no target \`${data}\`: write one of ${[...targets].join(', ')}`;
    return [{ at: offsetOf(document, path), what }];
  });
}

/** The text of a configuration file; null where there is none, or it cannot be read, which goes to `problems`. */
function readText(path: string, problems: string[]): string | null {
  try {
    return existsSync(path) ? readFileSync(path, 'utf8') : null;
  } catch (cause) {
    problems.push(`${CONFIG_FILE} cannot be read (${errorMessage(cause)}): make it a file that this user may read`);
    return null;
  }
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
  return path.length === 0 ? Object.keys(file.shape) : profileKeysAt(path.slice(2));
}
