import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { addTarget } from '../src/main/shell/add-target.ts';
import { hasKubectl } from './manifests/kubectl.ts';

const root = resolve(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const page = read('docs/aws.md');
/** What is typed, a block each, without the backslashes at ends of lines. */
const typedIn = (text: string): string =>
  [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = '']) => block.replaceAll('\\\n', ' ')).join('\n');
const typed = typedIn(page);
const all = (pattern: RegExp, text = typed): string[] => [...text.matchAll(pattern)].map(([, found = '']) => found);

describe('docs/aws.md', () => {
  it('types only what the repository has', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const targets = all(/^([a-z]+):/gm, read('Makefile'));
    expect(all(/npm run -s (\S+)/g).filter((script) => !(script in scripts))).toEqual([]);
    expect(all(/\bmake (\S+)/g).filter((target) => !targets.includes(target))).toEqual([]);
    const folders = all(/ -k (\S+)/g).filter((folder) => !folder.startsWith('out/'));
    const paths = [...folders.map((folder) => `${folder}/kustomization.yaml`), ...all(/--values (\S+)/g)];
    expect(paths.length).toBeGreaterThan(2);
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('has no comment in what is typed, which zsh would take for words', () => {
    expect(all(/(?:^|\s)(#.*)$/gm)).toEqual([]);
    const infrastructure = typedIn(read('docs/infrastructure.md'));
    expect(infrastructure).toContain('cdk destroy');
    expect(all(/(?:^|\s)(#.*)$/gm, infrastructure)).toEqual([]);
  });

  it('asks stacks and outputs that there are', () => {
    const sources = readdirSync(join(root, 'infra/src'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => read(`infra/src/${file}`))
      .join('\n');
    for (const output of all(/OutputKey=='(\w+)'/g)) expect(sources).toMatch(new RegExp(`\\b${output}\\b`));
    for (const stack of all(/--stack-name nlb-experiment-(\S+)/g)) expect(sources).toContain(`\`\${name}-${stack}\``);
    const parameters = new Set(all(/nlb:(\w+)=/g, page));
    for (const parameter of parameters) expect(sources).toContain(`${parameter}:`);
  });

  it('names the versions of charts and the costs that docs/infrastructure.md names', () => {
    const other = read('docs/infrastructure.md');
    const commands = (text: string) =>
      all(/(helm upgrade --install [\s\S]*?--values \S+)/g, text.replaceAll('\\\n', ' '));
    const squeezed = (text: string) => commands(text).map((command) => command.replaceAll(/\s+/g, ' '));
    expect(squeezed(other)).toEqual(expect.arrayContaining(squeezed(page)));
    const [together] = all(/\*\*together\*\*.*\*\*\$([\d.]+)\*\*/g, other);
    expect(all(/[Aa]bout \$([\d.]+) (?:an|for each) hour/g, page)).toEqual([together, together]);
    expect(page).toContain(`$${(Number(together) * 24).toFixed(2)} a day`);
  });

  it('shows what `targets add` prints', () => {
    const [, shown = ''] = /The third prints\n\n([\s\S]*?)\n\nand the last/.exec(page) ?? [];
    const folder = mkdtempSync(join(tmpdir(), 'nlb-aws-doc-'));
    const outputs = {
      TargetCluster: 'nlb-experiment',
      TargetRegion: 'us-west-1',
      TargetRoleArn: 'arn:aws:iam::111122223333:role/nlb-experiment-target',
      TargetNamespace: 'default',
      TargetClass: 'staging',
    };
    const printed: string[] = [];
    const here = process.cwd();
    try {
      writeFileSync(join(folder, 'outputs.json'), JSON.stringify({ 'nlb-experiment-cluster': outputs }));
      process.chdir(folder);
      const say = (line: string) => printed.push(line);
      addTarget({ words: ['--from-outputs', 'outputs.json'], hasKubeconfig: false, print: say, complain: say });
    } finally {
      process.chdir(here);
      rmSync(folder, { recursive: true });
    }
    expect(printed.join('\n')).toBe(shown.replaceAll(/^ {4}/gm, ''));
  });

  it.skipIf(!hasKubectl)('makes a kustomization with the image that was pushed', async () => {
    const [, heredoc = ''] = /kustomization\.yaml <<YAML\n([\s\S]*?)\nYAML/.exec(typed) ?? [];
    const text = heredoc
      .replace('$IMAGE', '111122223333.dkr.ecr.us-west-1.amazonaws.com/nlb-bot')
      .replace('$TAG', 'abc1234');
    const folder = mkdtempSync(join(tmpdir(), 'nlb-aws-doc-'));
    try {
      mkdirSync(join(folder, 'out/eks'), { recursive: true });
      symlinkSync(join(root, 'manifests'), join(folder, 'manifests'));
      writeFileSync(join(folder, 'out/eks/kustomization.yaml'), text);
      const { stdout } = await promisify(execFile)('kubectl', ['kustomize', join(folder, 'out/eks')]);
      const images = [...new Set(all(/image: (\S+)/g, stdout.replaceAll(/#.*$/gm, '')))].sort();
      expect(images).toEqual([
        '111122223333.dkr.ecr.us-west-1.amazonaws.com/nlb-bot:abc1234',
        'envoyproxy/envoy:distroless-v1.40.0',
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
