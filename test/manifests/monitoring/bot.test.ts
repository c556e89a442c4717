import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../../src/domain/command.ts';
import { runMetrics } from '../../../src/domain/run-metrics.ts';
import { hasKubectl, one, podSpecOf } from '../kubectl.ts';
import { botMonitoring } from './bot-monitoring.ts';
import { faultsOf, HAS_DEFINITIONS } from './definitions.ts';
import { HAS_PROMTOOL, promtool } from './promtool.ts';

const UNIT_TESTS = readFileSync(resolve(import.meta.dirname, 'nlb-bot.promtool.yaml'), 'utf8');

describe.skipIf(!hasKubectl)('the monitoring of the bot', () => {
  it('leads from the ServiceMonitor by the Service to the port at which the bot serves its numbers', async () => {
    const { objects, serviceMonitor, service } = await botMonitoring();
    const [bot] = podSpecOf(one(objects, 'Deployment', 'nlb-bot')).containers;
    const [endpoint] = serviceMonitor.spec.endpoints;
    const [port] = service.spec.ports;
    expect(service.metadata.labels).toMatchObject(serviceMonitor.spec.selector.matchLabels);
    expect(port).toEqual({ name: endpoint?.port, port: 9464, targetPort: 'metrics' });
    expect(bot?.ports).toContainEqual({ name: 'metrics', containerPort: 9464 });
    expect(bot?.env).toContainEqual({ name: 'METRICS_PORT', value: '9464' });
    expect(endpoint?.path).toBe('/metrics');
    // The rules ask for the job that the operator makes of this label's value.
    expect(service.metadata.labels[serviceMonitor.spec.jobLabel]).toBe('nlb-bot');
  });

  it('lets a Prometheus of any namespace in at that port alone', async () => {
    const policy = one((await botMonitoring()).objects, 'NetworkPolicy', 'metrics');
    expect(policy.spec).toMatchObject({
      podSelector: { matchLabels: { 'app.kubernetes.io/name': 'nlb-bot' } },
      ingress: [{ from: [{ namespaceSelector: {} }], ports: [{ port: 'metrics', protocol: 'TCP' }] }],
    });
  });

  it.skipIf(!HAS_DEFINITIONS)("has no field that the operator's definitions do not have", async () => {
    const { objects } = await botMonitoring();
    expect(faultsOf('ServiceMonitor', one(objects, 'ServiceMonitor', 'nlb-bot'))).toEqual([]);
    expect(faultsOf('PrometheusRule', one(objects, 'PrometheusRule', 'nlb-bot'))).toEqual([]);
  });

  it.skipIf(!HAS_PROMTOOL)('has rules to promtool, which do what their unit tests say', async () => {
    const { rules } = await botMonitoring();
    await promtool(rules);
    await promtool(rules, UNIT_TESTS);
    const deaf = JSON.parse(JSON.stringify(rules).replaceAll(' == 1', ' == 2'));
    await expect(promtool(deaf, UNIT_TESTS)).rejects.toThrow();
  });

  it('asks for numbers that the bot serves, and names commands that it knows', async () => {
    const { rules } = await botMonitoring();
    const alerts = rules.groups.flatMap((group) => group.rules);
    expect(alerts.map(({ alert }) => alert)).toEqual(['NlbTargetLeftChanged', 'NlbBotDown']);
    const served = runMetrics([], []).map(({ name }) => name);
    const asked = alerts.flatMap(({ expr }) => expr.match(/\bnlb_\w+/g) ?? []);
    expect(asked.filter((name) => !served.includes(name))).toEqual([]);
    for (const { annotations = {} } of alerts) {
      const commands = [...(annotations.runbook ?? '').matchAll(/`\/nlb ([^`]+)`/g)].map(([, text = '']) => text);
      expect(commands.length).toBeGreaterThan(0);
      for (const text of commands) expect(parseCommand(text), text).toMatchObject({ ok: true });
    }
  });
});
