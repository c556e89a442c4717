import type { Service } from './topology.ts';

/** What an experiment may change of a Service; everything else of it stays as its owner has it. */
export type ServiceSettings = Pick<Service, 'traffic_policy' | 'target_type'>;

/** The names of the settings, in the order in which they are told. */
export const SERVICE_SETTINGS: readonly (keyof ServiceSettings)[] = ['traffic_policy', 'target_type'];

/** As a Service has them. */
export function serviceSettings({ traffic_policy, target_type }: ServiceSettings): ServiceSettings {
  return { traffic_policy, target_type };
}

/**
 * Where a Service differs from what it was, a line each.
 * @returns e.g. `Service envoy: traffic_policy: Cluster, now Local`
 */
export function serviceLeft(before: ServiceSettings, now: Pick<Service, 'name'> & ServiceSettings): string[] {
  return SERVICE_SETTINGS.flatMap((key) =>
    before[key] === now[key] ? [] : [`Service ${now.name}: ${key}: ${before[key]}, now ${now[key]}`],
  );
}
