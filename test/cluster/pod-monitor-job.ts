import { labelName } from '../adapters/prometheus/pod-targets.ts';
import type { PodMonitor, Relabeling } from '../manifests/monitoring/monitoring-objects.ts';

/**
 * The scrape job that the Prometheus operator makes of the first endpoint of a PodMonitor in a namespace
 * (`generatePodMonitorConfig` of its version 0.93), with a list of every Pod's ports at `discovery` in the place of
 * Prometheus's own discovery. Field by field: what the PodMonitor does not say is left to Prometheus.
 */
export function podMonitorJob({ metadata, spec }: PodMonitor, namespace: string, discovery: string): object {
  const [endpoint] = spec.podMetricsEndpoints;
  if (endpoint === undefined) throw new Error(`PodMonitor ${metadata.name} has no endpoint`);
  const meta = '__meta_kubernetes';
  const selected = Object.entries(spec.selector.matchLabels).map(([name, value]) => ({
    action: 'keep',
    source_labels: [`${meta}_pod_label_${labelName(name)}`, `${meta}_pod_labelpresent_${labelName(name)}`],
    regex: `(${value});true`,
  }));
  return {
    job_name: `podMonitor/${namespace}/${metadata.name}/0`,
    scrape_interval: endpoint.interval,
    scrape_timeout: endpoint.scrapeTimeout,
    metrics_path: endpoint.path,
    http_sd_configs: [{ url: discovery, refresh_interval: '1s' }],
    relabel_configs: [
      { action: 'drop', source_labels: [`${meta}_pod_phase`], regex: '(Failed|Succeeded)' },
      ...selected,
      { action: 'keep', source_labels: [`${meta}_pod_container_port_name`], regex: endpoint.port },
      { source_labels: [`${meta}_namespace`], target_label: 'namespace' },
      { source_labels: [`${meta}_pod_container_name`], target_label: 'container' },
      { source_labels: [`${meta}_pod_name`], target_label: 'pod' },
      { target_label: 'job', replacement: `${namespace}/${metadata.name}` },
      { target_label: 'endpoint', replacement: endpoint.port },
      ...(endpoint.relabelings ?? []).map(asPrometheus),
    ],
    metric_relabel_configs: (endpoint.metricRelabelings ?? []).map(asPrometheus),
  };
}

function asPrometheus({ sourceLabels, targetLabel, ...rest }: Relabeling): object {
  return {
    ...rest,
    ...(sourceLabels === undefined ? {} : { source_labels: sourceLabels }),
    ...(targetLabel === undefined ? {} : { target_label: targetLabel }),
  };
}
