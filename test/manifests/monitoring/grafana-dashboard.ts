import type {
  Dashboard,
  FieldConfigSource,
  FieldConfig as FieldDefaults,
  Panel,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { Dataquery } from '@grafana/grafana-foundation-sdk/prometheus';
import type { FieldConfig, Options } from '@grafana/grafana-foundation-sdk/timeseries';

/** Grafana's own types with the values that JSON has in the place of enums, and without the types' inner marks. */
type AsJson<T> = T extends string
  ? `${T}`
  : T extends number | boolean | null | undefined
    ? T
    : T extends readonly (infer Item)[]
      ? AsJson<Item>[]
      : { [Key in keyof T as Key extends `_${string}` ? never : Key]: AsJson<T[Key]> };

/** A panel of this project: a time series of PromQL. */
export interface TimePanel
  extends Omit<AsJson<Panel>, 'type' | 'targets' | 'options' | 'fieldConfig' | 'gridPos' | 'title' | 'description'> {
  type: 'timeseries';
  title: string;
  description: string;
  gridPos: { x: number; y: number; w: number; h: number };
  targets: AsJson<Dataquery>[];
  options: AsJson<Options>;
  fieldConfig: Omit<AsJson<FieldConfigSource>, 'defaults'> & {
    defaults: Omit<AsJson<FieldDefaults>, 'custom'> & { custom: Partial<AsJson<FieldConfig>> };
  };
}

/** The model of a dashboard as Grafana reads it from JSON. */
export interface GrafanaDashboard extends Omit<AsJson<Dashboard>, 'panels'> {
  uid: string;
  title: string;
  panels: TimePanel[];
}
