import { SERVICE_SETTINGS, type ServiceSettings } from '../service-settings.ts';
import type { Words } from './words.ts';

/** Settings of a Service by the names that Kubernetes and AWS have for them, as they read after "has": `target type ip`. */
export function serviceSettingsText(settings: Partial<ServiceSettings>, { service, units }: Words): string {
  return SERVICE_SETTINGS.flatMap((key) => {
    const value = settings[key];
    if (value === undefined) return [];
    return [service[key](typeof value === 'number' ? units.duration(value) : value)];
  }).join(units.and);
}
