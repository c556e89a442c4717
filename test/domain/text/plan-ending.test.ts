import { describe, expect, it } from 'vitest';
import { obstacleTo } from '../../../src/domain/obstacle.ts';
import { planEffect } from '../../../src/domain/plan-effect.ts';
import { armsOnce } from '../../../src/domain/run-plan.ts';
import { findScenario } from '../../../src/domain/scenarios.ts';
import { SHUTDOWNS } from '../../../src/domain/shutdown.ts';
import { commandText } from '../../../src/domain/text/command-text.ts';
import { planPart } from '../../../src/domain/text/plan-part.ts';
import { predictionLines } from '../../../src/domain/text/plan-prediction.ts';
import type { Topology } from '../../../src/domain/topology.ts';
import { parametersOf, requestOf, topologyOf } from '../run-record-fixture.ts';
import { flawsOf } from './bilingual.ts';

const FOUND = '- name: envoy\n  lifecycle:\n    preStop: {}\n';
const PROBE = '- name: envoy\n  readinessProbe: {}\n';

/** A cluster whose Pods drain, and are asked on a listener of their own. */
function aCluster(): Topology {
  const topology = topologyOf({ kubernetes_version: '1.34.4' });
  return {
    ...topology,
    deployment: {
      ...topology.deployment,
      shutdown: { found: 'drain', hooks: FOUND, can: { drain: FOUND, sigterm: '', sleep: '- name: envoy\n' } },
    },
    health_checks: { found: 'own-listener', probe: PROBE, can: { 'own-listener': PROBE, 'traffic-port': '- tcp\n' } },
  };
}

function armsFor(scenario: 'drain' | 'health-check-noise', option: string) {
  const rule = findScenario(scenario);
  if (rule === undefined) throw new Error(`no scenario ${scenario}`);
  return armsOnce(rule, parametersOf(scenario, { option }));
}

function planOf(scenario: 'drain' | 'health-check-noise', option: string, topology: Topology, language: 'en' | 'ja') {
  const arms = armsFor(scenario, option);
  const obstacle = arms.map(({ conditions }) => obstacleTo(conditions, topology)).find((one) => one !== null) ?? null;
  const plan = {
    ...{ request: requestOf(scenario, { option }), topology, changedBy: null, already: null, arms, obstacle },
    ...{ place: null, diff: '', isChecked: true, prediction: null, guarded: null },
  };
  const part = planPart(plan, language);
  return part.kind === 'text' ? part.text : '';
}

describe('the plan of a run about the end of Pods', () => {
  it('shows how the template changes, and that a rollout comes before the restart', () => {
    const text = planOf('drain', 'sigterm', aCluster(), 'en');
    expect(text).toContain('*treatment* - a restart with plain SIGTERM');
    expect(text).toContain('the Pod template of Deployment `envoy`');
    expect(text).toContain('-  lifecycle:');
    expect(text).toContain('the treatment begins with a rollout');
    expect(text).toContain('*With SIGTERM alone*');
  });

  it('says why a target can not do it, and shows nothing that would change', () => {
    const text = planOf('drain', 'healthcheck-fail', aCluster(), 'en');
    expect(text).toContain('*The run would end before it touches anything*: The Pods of Deployment envoy can not');
    expect(text).not.toContain('@@');
    expect(planOf('drain', 'drain', aCluster(), 'en')).toContain('end by a preStop drain already');
  });

  it('counts the rollout that makes the Pods among those that restart the Deployment', () => {
    const effect = planEffect(aCluster(), armsFor('drain', 'sigterm'), parametersOf('drain'));
    expect(effect.rollouts).toBe(4);
    const noise = parametersOf('health-check-noise');
    expect(planEffect(aCluster(), armsFor('health-check-noise', 'traffic-port'), noise).rollouts).toBe(2);
    const lab = { ...aCluster(), health_checks: { found: 'own-listener', probe: '', can: {} } } as const;
    expect(planEffect(lab, armsFor('health-check-noise', 'traffic-port'), noise).rollouts).toBe(0);
  });

  it('is of a line without what the scenario has by default', () => {
    expect(commandText('drain', 'lab', parametersOf('drain', { option: 'sleep' }))).toBe(
      '/nlb run drain value=sleep on=lab',
    );
    expect(commandText('drain', 'lab', parametersOf('drain', { clients: 20 }))).toContain('clients=20');
  });
});

describe('the plan of a run about health checks', () => {
  it('shows how the probe changes where that is in the template, and nothing where the balancer checks', () => {
    const text = planOf('health-check-noise', 'traffic-port', aCluster(), 'en');
    expect(text).toContain('+- tcp');
    expect(text).toContain('*treatment* - with health checks on the traffic port, observed');
    const lab = {
      ...aCluster(),
      health_checks: { found: 'own-listener', probe: '', can: { 'traffic-port': '' } },
    } as const;
    expect(planOf('health-check-noise', 'traffic-port', lab, 'en')).not.toContain('@@');
  });
});

describe('the plan of a run with fewer clients than its scenario has', () => {
  it('says so, in both languages', () => {
    const parameters = parametersOf('drain', { clients: 40, usual_clients: 50 });
    const told = (language: 'en' | 'ja') =>
      predictionLines({ request: { parameters }, arms: [], prediction: null, topology: null }, language)[0] ?? '';
    expect(told('en')).toBe(
      'The limit of the target is 40 clients; the scenario has 50 by default, and with fewer it may end undecided.',
    );
    expect(flawsOf(told('en'), told('ja'))).toEqual([]);
  });
});

describe('both plans in Japanese', () => {
  const all = [
    ...SHUTDOWNS.map((option) => ['drain', option] as const),
    ...(['traffic-port', 'own-listener'] as const).map((option) => ['health-check-noise', option] as const),
  ];
  it.each(all)('say the same: %s %s', (scenario, option) => {
    const [english, japanese] = [
      planOf(scenario, option, aCluster(), 'en'),
      planOf(scenario, option, aCluster(), 'ja'),
    ];
    expect(flawsOf(english, japanese), japanese).toEqual([]);
  });
});
