import type { ServiceSettings } from '../service-settings.ts';

/** The fields of a Service's manifest, in their order there. */
const FIELDS: readonly [keyof ServiceSettings, string, string][] = [
  ['target_type', 'metadata.annotations:', '  service.beta.kubernetes.io/aws-load-balancer-nlb-target-type'],
  ['traffic_policy', 'spec:', '  externalTrafficPolicy'],
];

/** The change of a Service in unified form, by the fields of its manifest; empty where nothing changes. */
export function serviceDiff(before: ServiceSettings, change: Partial<ServiceSettings>): string {
  return FIELDS.flatMap(([key, section, field]) => {
    const after = change[key];
    if (after === undefined || after === before[key]) return [];
    return [` ${section}`, `-${field}: ${before[key]}`, `+${field}: ${after}`];
  }).join('\n');
}
