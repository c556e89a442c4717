import {
  chmodSync,
  existsSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { errorMessage } from '../../domain/error-message.ts';
import { CONFIG_FILE, readConfigText, targetName } from '../config-file.ts';
import { targetProfile } from '../config-profile.ts';
import { type KeyDifference, targetText, withTarget } from '../config-target.ts';
import { SHELL_USAGE } from './arguments.ts';
import { EXIT } from './exit-code.ts';
import { OUTPUT_OF, profileFrom, readOutputs } from './read-outputs.ts';

const EXAMPLE = 'nlb targets add --from-outputs outputs.json';

/** What cannot be done, and how the shell ends with it. */
class Refused extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

export interface AddTarget {
  /** What stands after `targets add`. */
  words: readonly string[];
  /** Whether KUBECONFIG adds a target of its own to those of the file. */
  hasKubeconfig: boolean;
  print: (line: string) => void;
  complain: (line: string) => void;
}

interface Asked {
  outputs: string;
  name: string;
  config: string;
  inside: boolean;
  overwrite: boolean;
  printOnly: boolean;
}

/**
 * `nlb targets add`: writes the cluster whose outputs a file has into the configuration file, as a target. Nothing is
 * asked of AWS. Gives the exit code.
 */
export function addTarget({ words, hasKubeconfig, print, complain }: AddTarget): number {
  if (words.includes('--help') || words.includes('-h')) {
    print(SHELL_USAGE);
    return EXIT.done;
  }
  try {
    const asked = readAsked(words);
    const profile = deployedProfile(asked);
    if (asked.printOnly) print(targetText(asked.name, profile).trimEnd());
    else addTo(asked, profile, hasKubeconfig, print);
    return EXIT.done;
  } catch (cause) {
    if (!(cause instanceof Refused)) throw cause;
    complain(cause.message);
    return cause.code;
  }
}

function readAsked(words: readonly string[]): Asked {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: {
        'from-outputs': { type: 'string' },
        name: { type: 'string', default: 'eks' },
        config: { type: 'string', default: CONFIG_FILE },
        inside: { type: 'boolean', default: false },
        overwrite: { type: 'boolean', default: false },
        print: { type: 'boolean', default: false },
      },
    });
    const { 'from-outputs': outputs, name, config, inside, overwrite, print: printOnly } = values;
    if (!outputs) throw new Error('--from-outputs is missing, the file that `cdk deploy --outputs-file` wrote');
    if (config === '') throw new Error('--config needs a file');
    const named = targetName.safeParse(name);
    if (!named.success) throw new Error(`--name "${name}": ${named.error.issues[0]?.message}`);
    return { outputs, name, config, inside, overwrite, printOnly };
  } catch (cause) {
    // What parseArgs adds in a second sentence is about programs, not about people.
    throw new Refused(EXIT.usage, `${errorMessage(cause).split('. ')[0]}. Write: ${EXAMPLE}`);
  }
}

/** The profile that the outputs give, which is one that the configuration file may have. */
function deployedProfile({ outputs: file, inside }: Asked): Record<string, string | undefined> {
  const refuse = (what: string): never => {
    throw new Refused(
      EXIT.usage,
      `${file} ${what}. In infra/, \`npx cdk deploy --all --outputs-file outputs.json\` writes such a file.`,
    );
  };
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    return refuse(`cannot be read (${errorMessage(cause)})`);
  }
  const outputs = readOutputs(text, inside);
  if (typeof outputs === 'string') return refuse(outputs);
  const profile = profileFrom(outputs);
  const checked = targetProfile.safeParse(profile);
  if (checked.success) return profile;
  const wrong = checked.error.issues.map(({ path, message }) => {
    const key = String(path[0]) as keyof typeof OUTPUT_OF;
    return `${OUTPUT_OF[key]} "${profile[key]}": ${message}`;
  });
  return refuse(`gives no target: ${wrong.join('; ')}`);
}

function addTo(
  { name, config, overwrite }: Asked,
  profile: Record<string, string | undefined>,
  hasKubeconfig: boolean,
  print: (line: string) => void,
): void {
  const before = existsSync(config) ? readConfig(config) : null;
  const problems: string[] = [];
  readConfigText(before, hasKubeconfig, problems, config);
  if (problems.length > 0)
    throw new Refused(EXIT.failed, `${config} is as it was, because it has mistakes:\n${problems.join('\n')}`);
  const made = withTarget(before, name, profile, overwrite);
  if (made.kind === 'no place') {
    throw new Refused(
      EXIT.failed,
      `${config} has no mapping of its own at ${made.path}: write the target there yourself, as --print shows it.`,
    );
  }
  if (made.kind === 'differs') {
    throw new Refused(
      EXIT.usage,
      `${config} has a target ${name} already, with other values: ${differencesText(made.differences)}. Add --overwrite to write these over them, or --name for a target beside it.`,
    );
  }
  if (made.kind === 'same') {
    print(`${config} has target ${name} already, with these values.`);
  } else {
    readConfigText(made.text, hasKubeconfig, problems, config);
    if (problems.length > 0) {
      throw new Refused(
        EXIT.failed,
        `${config} is as it was; with the target it would have mistakes:\n${problems.join('\n')}`,
      );
    }
    writeWhole(config, made.text);
    print(
      made.kind === 'added'
        ? `${config} has target ${name} now:`
        : `${config}: target ${name} was changed, ${differencesText(made.differences)}; it has now:`,
    );
    print(targetText(name, profile).trimEnd());
  }
  print('A bot that runs reads it at its next start.');
  const elsewhere =
    resolve(config) === resolve(CONFIG_FILE) ? '' : `, where that file is the ${CONFIG_FILE} of the working directory`;
  print(`Next${elsewhere}: nlb run baseline on=${name}`);
}

function readConfig(config: string): string {
  try {
    return readFileSync(config, 'utf8');
  } catch (cause) {
    throw new Refused(
      EXIT.failed,
      `${config} cannot be read (${errorMessage(cause)}): make it a file that this user may read.`,
    );
  }
}

/** In one step, so that whoever reads the file meanwhile has the old text or the new one; through a link, to its file. */
function writeWhole(config: string, text: string): void {
  const file = existsSync(config) ? realpathSync(config) : config;
  const beside = `${file}.${process.pid}.tmp`;
  try {
    const mode = existsSync(file) ? statSync(file).mode : null;
    writeFileSync(beside, text, { mode: mode ?? 0o644 });
    // What the file lets others do stays, which the umask has just taken from its copy.
    if (mode !== null) chmodSync(beside, mode);
    renameSync(beside, file);
  } catch (cause) {
    rmSync(beside, { force: true });
    throw new Refused(
      EXIT.failed,
      `${config} cannot be written (${errorMessage(cause)}): it is as it was. --print shows the target.`,
    );
  }
}

function differencesText(differences: readonly KeyDifference[]): string {
  return differences.map((one) => `${one.key} from ${one.old ?? 'nothing'} to ${one.new ?? 'nothing'}`).join(', ');
}
