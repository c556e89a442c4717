import type { ServiceSettings } from '../service-settings.ts';
import type { Service } from '../topology.ts';

/** The fields of a Service's manifest, in their order there. */
const FIELDS: readonly [keyof ServiceSettings, string, string][] = [
  ['target_type', 'metadata.annotations:', '  service.beta.kubernetes.io/aws-load-balancer-nlb-target-type'],
  ['traffic_policy', 'spec:', '  externalTrafficPolicy'],
];

/** The change of a Service in unified form, by the fields of its manifest; empty where nothing changes. */
export function serviceDiff(
  before: ServiceSettings & Pick<Service, 'unwritten'>,
  change: Partial<ServiceSettings>,
): string {
  const unwritten: readonly string[] = before.unwritten ?? [];
  return FIELDS.flatMap(([key, section, field]) => {
    const after = change[key];
    if (after === undefined || after === before[key]) return [];
    const removed = unwritten.includes(key) ? [] : [`-${field}: ${before[key]}`];
    return [` ${section}`, ...removed, `+${field}: ${after}`];
  }).join('\n');
}
