import { type Manifest, one, render } from '../kubectl.ts';
import type { GrafanaDashboard } from './grafana-dashboard.ts';

/** A rule of Prometheus for the labels of a target or of a series, as the operator's objects spell it. */
export interface Relabeling {
  sourceLabels?: string[];
  separator?: string;
  targetLabel?: string;
  regex?: string;
  replacement?: string;
  action?: string;
}

interface Endpoint {
  port: string;
  path: string;
  interval: string;
  scrapeTimeout: string;
  relabelings?: Relabeling[];
  metricRelabelings?: Relabeling[];
}

/** The parts of a PodMonitor that are read here. */
export interface PodMonitor {
  metadata: { name: string };
  spec: { selector: { matchLabels: Record<string, string> }; podMetricsEndpoints: Endpoint[] };
}

/** One rule: a record, or an alert. */
export interface Rule {
  record?: string;
  alert?: string;
  expr: string;
  for?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

/** What a rule file of Prometheus has, and the `spec` of a PrometheusRule. */
export interface RuleGroups {
  groups: { name: string; interval?: string; rules: Rule[] }[];
}

/** What `manifests/components/monitoring` adds. */
export interface Monitoring {
  podMonitor: PodMonitor;
  rules: RuleGroups;
  dashboard: GrafanaDashboard;
  /** The PodMonitor, the PrometheusRule and the dashboard's ConfigMap, as they are applied. */
  objects: Manifest[];
}

/** The component's objects as kustomize renders them. */
export async function monitoring(): Promise<Monitoring> {
  const rendered = await render('overlays/monitoring');
  const podMonitor = one(rendered, 'PodMonitor', 'envoy');
  const rule = one(rendered, 'PrometheusRule', 'envoy-connections');
  const map = one(rendered, 'ConfigMap', 'envoy-connections-dashboard');
  return {
    podMonitor: podMonitor as unknown as PodMonitor,
    rules: rule.spec as unknown as RuleGroups,
    dashboard: JSON.parse(map.data?.['envoy-connections.json'] ?? '') as GrafanaDashboard,
    objects: [podMonitor, rule, map],
  };
}

/** Each query of a dashboard, with its panel's title and what its legend calls it. */
export function queriesOf({ panels }: GrafanaDashboard): { panel: string; legend: string; expr: string }[] {
  return panels.flatMap(({ title, targets }) =>
    targets.map(({ expr, legendFormat = '' }) => ({ panel: title, legend: legendFormat, expr })),
  );
}
