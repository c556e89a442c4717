import { type Manifest, one, render } from '../kubectl.ts';
import type { RuleGroups } from './monitoring-objects.ts';

/** The parts of a ServiceMonitor that are read here. */
export interface ServiceMonitor {
  metadata: { name: string; namespace: string };
  spec: {
    jobLabel: string;
    selector: { matchLabels: Record<string, string> };
    endpoints: { port: string; path: string; interval: string; scrapeTimeout: string }[];
  };
}

interface Service {
  metadata: { name: string; labels: Record<string, string> };
  spec: { ports: { name: string; port: number; targetPort: string }[] };
}

/** What `manifests/components/bot-monitoring` makes of the bot, as kustomize renders it. */
export async function botMonitoring(): Promise<{
  objects: Manifest[];
  serviceMonitor: ServiceMonitor;
  service: Service;
  rules: RuleGroups;
}> {
  const objects = await render('overlays/bot-monitoring');
  return {
    objects,
    serviceMonitor: one(objects, 'ServiceMonitor', 'nlb-bot') as unknown as ServiceMonitor,
    service: one(objects, 'Service', 'nlb-bot-metrics') as unknown as Service,
    rules: one(objects, 'PrometheusRule', 'nlb-bot').spec as unknown as RuleGroups,
  };
}
