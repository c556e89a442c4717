import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../../src/domain/command.ts';
import { completeParameters } from '../../../src/domain/parameters.ts';
import { findScenario } from '../../../src/domain/scenarios.ts';
import { hasKubectl } from '../kubectl.ts';
import { monitoring, type Rule } from './monitoring-objects.ts';
import { HAS_PROMTOOL, promtool } from './promtool.ts';

const UNIT_TESTS = readFileSync(resolve(import.meta.dirname, 'envoy-connections.promtool.yaml'), 'utf8');

const alertsOf = async (): Promise<Rule[]> =>
  (await monitoring()).rules.groups.flatMap(({ rules }) => rules.filter(({ alert }) => alert !== undefined));

describe.skipIf(!hasKubectl)('the rules of the monitoring', () => {
  it.skipIf(!HAS_PROMTOOL)('are rules to promtool, and do what their unit tests say', async () => {
    const { rules } = await monitoring();
    await promtool(rules);
    await promtool(rules, UNIT_TESTS);
  });

  it.skipIf(!HAS_PROMTOOL)('would not pass those tests with another threshold or another counter', async () => {
    const text = JSON.stringify((await monitoring()).rules);
    for (const [from, to] of [
      ['max_over_mean > 1.5', 'max_over_mean > 1.2'],
      ['>= 10', '>= 5'],
      ['3.0902', '1.96'],
      ['{envoy_http_conn_manager_prefix=\\"ingress_http\\"}', ''],
    ] as const) {
      expect(text).toContain(from);
      const other = JSON.parse(text.replaceAll(from, to));
      await expect(promtool(other, UNIT_TESTS), `${from} as ${to}`).rejects.toThrow();
    }
  });

  it('name in each alert what to ask the bot, by commands that it knows', async () => {
    const alerts = await alertsOf();
    expect(alerts.map(({ alert }) => alert)).toEqual(['EnvoyConnectionsSkewed', 'EnvoyPodWithoutConnections']);
    for (const { alert, annotations = {} } of alerts) {
      expect(Object.keys(annotations).sort()).toEqual(['description', 'runbook', 'summary']);
      const commands = [...(annotations.runbook ?? '').matchAll(/`\/nlb ([^`]+)`/g)].map(([, text = '']) => text);
      expect(commands, alert).toContainEqual(expect.stringMatching(/^run /));
      for (const text of commands) expect(parseCommand(text), text).toMatchObject({ ok: true });
    }
  });

  it('call a skew what the bot would not call balanced', async () => {
    const baseline = findScenario('baseline') ?? expect.unreachable();
    const { tolerance } = completeParameters(baseline, new Map(), 1);
    const [skewed] = await alertsOf();
    expect(skewed?.expr).toContain(`:max_over_mean > ${tolerance}\n`);
  });
});
