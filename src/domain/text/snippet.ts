import { BESIDE_FIELDS, fieldValue, JITTER_FIELD, protobufDuration, SETTING_FIELDS, type Setting } from '../setting.ts';

/** A setting as the lines to copy into Envoy's configuration, under the HttpConnectionManager that takes the clients. */
export function settingSnippet(setting: Setting): string {
  const { kind, jitter_percent, max_stream_duration_ms, drain_timeout_ms } = setting;
  const line = (field: string, ms: number | undefined): string[] =>
    ms === undefined ? [] : [`${field}: ${protobufDuration(ms)}`];
  const jitter =
    jitter_percent === undefined || jitter_percent === 0 ? [] : [`${JITTER_FIELD}: { value: ${jitter_percent} }`];
  const options = [
    `${SETTING_FIELDS[kind]}: ${fieldValue(setting)}`,
    ...jitter,
    ...line(BESIDE_FIELDS.max_stream_duration_ms, max_stream_duration_ms),
  ];
  return [
    ...line(BESIDE_FIELDS.drain_timeout_ms, drain_timeout_ms),
    'common_http_protocol_options:',
    ...options.map((option) => `  ${option}`),
  ].join('\n');
}
