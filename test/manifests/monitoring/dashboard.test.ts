import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { ENVOY_STATISTICS } from '../../../src/domain/envoy-statistics.ts';
import { hasKubectl } from '../kubectl.ts';
import { type Monitoring, monitoring, queriesOf, type Relabeling } from './monitoring-objects.ts';
import { HAS_PROMTOOL, promtool } from './promtool.ts';

const TSC = resolve(import.meta.dirname, '../../../node_modules/.bin/tsc');
const TYPES = resolve(import.meta.dirname, 'grafana-dashboard.ts');
const OPTIONS = '--noEmit --strict --module nodenext --skipLibCheck --allowImportingTsExtensions --ignoreConfig'.split(
  ' ',
);

const folder = mkdtempSync(join(tmpdir(), 'nlb-dashboard-'));

/** Lets the compiler hold the JSON against Grafana's types. @throws Error with what it prints */
async function typecheck(json: string): Promise<void> {
  const file = join(folder, 'dashboard.ts');
  const text = `import type { GrafanaDashboard } from '${TYPES}';\nexport const dashboard: GrafanaDashboard = ${json};\n`;
  writeFileSync(file, text);
  await promisify(execFile)(TSC, [...OPTIONS, file]);
}

/** The series that an expression reads, without those that rules record. */
const seriesIn = (expr: string): string[] => [...expr.matchAll(/\benvoy_\w+(?=[{[])/g)].map(([name]) => name);

/** Whether a series would be kept by these rules. */
function isKept(rules: readonly Relabeling[], labels: Record<string, string>): boolean {
  return rules.every(({ sourceLabels = [], regex, action }) => {
    const value = sourceLabels.map((name) => labels[name] ?? '').join(';');
    const matches = new RegExp(`^(?:${regex})$`).test(value);
    return action === 'drop' ? !matches : matches;
  });
}

const endpointRules = ({ podMonitor }: Monitoring): Relabeling[] =>
  podMonitor.spec.podMetricsEndpoints.flatMap(({ metricRelabelings = [] }) => metricRelabelings);

describe.skipIf(!hasKubectl)('the dashboard', () => {
  afterAll(() => rmSync(folder, { recursive: true }));

  it("is what Grafana's own types say of a dashboard", async () => {
    const { dashboard } = await monitoring();
    await typecheck(JSON.stringify(dashboard));
    const misspelt = JSON.stringify(dashboard).replace('"legendFormat"', '"legendFormatt"');
    await expect(typecheck(misspelt)).rejects.toMatchObject({ stdout: expect.stringContaining('legendFormatt') });
    const unknown = JSON.stringify(dashboard).replace('"stepAfter"', '"stepafter"');
    await expect(typecheck(unknown)).rejects.toMatchObject({ stdout: expect.stringContaining('stepafter') });
  }, 60_000);

  it('has every panel in its own place, 24 columns wide at most', async () => {
    const { panels } = (await monitoring()).dashboard;
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)} ${y + Math.floor(cell / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(Math.max(...cells.map((cell) => Number.parseInt(cell, 10)))).toBe(23);
  });

  it.skipIf(!HAS_PROMTOOL)('asks in PromQL', async () => {
    const { dashboard } = await monitoring();
    const rules = queriesOf(dashboard).map(({ expr }, index) => ({ record: `query:${index}`, expr }));
    expect(rules.length).toBeGreaterThan(12);
    await promtool({ groups: [{ name: 'dashboard', rules }] });
    const broken = [{ record: 'query:0', expr: `${rules[0]?.expr})` }];
    await expect(promtool({ groups: [{ name: 'dashboard', rules: broken }] })).rejects.toThrow();
  });

  it('reads what the PodMonitor keeps and the rules record, as the bot does', async () => {
    const all = await monitoring();
    const kept = endpointRules(all);
    const recorded = all.rules.groups.flatMap(({ rules }) => rules);
    const expressions = [...queriesOf(all.dashboard), ...recorded].map(({ expr }) => expr);
    const counters = Object.values(ENVOY_STATISTICS).map((name) => `envoy_http_${name}`);
    for (const name of new Set([...expressions.flatMap(seriesIn), ...counters])) {
      expect(isKept(kept, { __name__: name, envoy_http_conn_manager_prefix: 'ingress_http' }), name).toBe(true);
      expect(isKept(kept, { __name__: name, envoy_http_conn_manager_prefix: 'health' }), name).toBe(false);
    }
    const records = recorded.map(({ record }) => record);
    const named = expressions.flatMap((expr) => expr.match(/\bnamespace\w*:\w+:\w+/g) ?? []);
    expect(named.filter((name) => !records.includes(name))).toEqual([]);
  });

  it('has the label by which the sidecar of kube-prometheus-stack finds it', async () => {
    const [, , map] = (await monitoring()).objects;
    expect(map?.metadata.labels).toMatchObject({ grafana_dashboard: '1' });
  });
});
