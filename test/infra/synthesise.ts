import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const INFRA = resolve(import.meta.dirname, '../../infra');

/** Why `infra/` can not be synthesised here; null when it can. Its packages are its own, which users of the bot lack. */
export const ABSENT_INFRA = existsSync(join(INFRA, 'node_modules/aws-cdk-lib'))
  ? null
  : 'the packages of infra/ are not installed, which `npm ci --prefix infra` does';

export interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown; readonly Export?: { readonly Name: string } }>>;
}

/** The templates by the names of their stacks, as `cdk synth` writes them, without AWS and without a network. */
export async function synthesise(parameters: Readonly<Record<string, string>>): Promise<Record<string, Template>> {
  const outdir = mkdtempSync(join(tmpdir(), 'nlb-synth-'));
  const context = Object.fromEntries(Object.entries(parameters).map(([name, value]) => [`nlb:${name}`, value]));
  try {
    // The CDK's command line hands an app its context and its folder in these two.
    const env = { ...process.env, CDK_OUTDIR: outdir, CDK_CONTEXT_JSON: JSON.stringify(context) };
    await promisify(execFile)(process.execPath, ['src/main.ts'], { cwd: INFRA, env });
    const suffix = '.template.json';
    const files = readdirSync(outdir).filter((file) => file.endsWith(suffix));
    return Object.fromEntries(
      files.map((file) => [file.slice(0, -suffix.length), JSON.parse(readFileSync(join(outdir, file), 'utf8'))]),
    );
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
