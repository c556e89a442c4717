import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

const VERSION = '1.58.0';

/** Beside the other programs that the project downloads once. */
const DIRECTORY = resolve(import.meta.dirname, `../../../.cache/cfn-lint-${VERSION}`);

/** What cfn-lint says of templates, or why it said nothing. */
export type LintResult =
  | { readonly kind: 'clean'; readonly version: string }
  | { readonly kind: 'findings'; readonly version: string; readonly text: string }
  | { readonly kind: 'absent'; readonly reason: string };

/** Runs cfn-lint, which pip installs once, on the templates in a directory; `infra/.cfnlintrc` says which rules are left out. */
export function lintTemplates(directory: string, region: string): LintResult {
  const reason = install();
  if (reason !== null) return { kind: 'absent', reason };
  const { status, stdout, stderr } = spawnSync(
    'python3',
    [`${DIRECTORY}/bin/cfn-lint`, '--regions', region, '--template', `${directory}/*.template.json`],
    { encoding: 'utf8', env: { ...process.env, PYTHONPATH: DIRECTORY }, cwd: resolve(import.meta.dirname, '../..') },
  );
  return status === 0
    ? { kind: 'clean', version: VERSION }
    : { kind: 'findings', version: VERSION, text: `${stdout}${stderr}`.trim() };
}

/** Null when it is there. */
function install(): string | null {
  if (existsSync(`${DIRECTORY}/bin/cfn-lint`)) return null;
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--root-user-action=ignore'];
  const { status, stderr, error } = spawnSync('python3', [...pip, '--target', DIRECTORY, `cfn-lint==${VERSION}`], {
    encoding: 'utf8',
  });
  if (status === 0) return null;
  const said = (error?.message ?? stderr).trim().split('\n').at(-1) ?? '';
  return `cfn-lint ${VERSION} could not be installed: ${said}. It wants Python 3 with pip and a way to its package index.`;
}
