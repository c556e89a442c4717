import { parseDuration } from '../../domain/duration.ts';
import { AppError } from '../../domain/errors.ts';
import { protobufDuration, SETTING_FIELDS } from '../../domain/setting.ts';
import type { EnvoyConfig } from '../../ports/envoy-config.ts';
import { getField, setField } from './set-field.ts';
import { validateDocument } from './validate-document.ts';

/**
 * Edits Envoy's YAML in place: only `common_http_protocol_options.<field>` of the HTTP connection manager with
 * `statPrefix` is touched; comments, order and all other options stay.
 */
export function createEnvoyConfig({ binary, statPrefix }: { binary: string; statPrefix: string }): EnvoyConfig {
  return {
    read(document, kind) {
      const value = getField(document, statPrefix, SETTING_FIELDS[kind]);
      if (value === null) return null;
      const ms = parseDuration(value);
      if (ms === null) {
        throw new AppError('config_unreadable', `${SETTING_FIELDS[kind]} is "${value}", which is no duration.`);
      }
      return ms;
    },
    write: (document, setting) =>
      setField(document, statPrefix, SETTING_FIELDS[setting.kind], protobufDuration(setting.value_ms)),
    validate: (document) => validateDocument(binary, document),
  };
}
