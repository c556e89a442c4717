import { parseDuration } from '../../domain/duration.ts';
import { AppError } from '../../domain/errors.ts';
import { JITTER_FIELD, protobufDuration, SETTING_FIELDS, type Setting } from '../../domain/setting.ts';
import type { EnvoyConfig } from '../../ports/envoy-config.ts';
import { getField, getPercent, setField, setPercent } from './set-field.ts';
import { validateDocument } from './validate-document.ts';

/**
 * Edits Envoy's YAML in place: only fields of `common_http_protocol_options` of the HTTP connection manager with
 * `statPrefix` are touched; comments, order and all other options stay. `binary` is null where no Envoy is at hand.
 */
export function createEnvoyConfig({ binary, statPrefix }: { binary: string | null; statPrefix: string }): EnvoyConfig {
  return {
    judges: binary !== null,
    read(document, kind) {
      const field = SETTING_FIELDS[kind];
      const value = getField(document, statPrefix, field);
      if (value === null) return null;
      const value_ms = parseDuration(value);
      if (value_ms === null) throw new AppError('config_unreadable', `${field} is "${value}", which is no duration.`);
      const jitter = kind === 'max-connection-duration' ? jitterOf(document, statPrefix) : {};
      return { kind, value_ms, ...jitter };
    },
    write(document, { kind, value_ms, jitter_percent }) {
      const beside = SETTING_FIELDS[kind];
      const written = setField(document, statPrefix, beside, protobufDuration(value_ms));
      return jitter_percent === undefined
        ? written
        : setPercent(written, statPrefix, { field: JITTER_FIELD, percent: jitter_percent, beside });
    },
    async validate(document) {
      if (binary !== null) await validateDocument(binary, document);
    },
  };
}

function jitterOf(document: string, statPrefix: string): Pick<Setting, 'jitter_percent'> {
  const text = getPercent(document, statPrefix, JITTER_FIELD);
  if (text === null) return {};
  const percent = Number(text);
  if (text.trim() !== '' && percent >= 0 && percent <= 100) return { jitter_percent: percent };
  throw new AppError('config_unreadable', `${JITTER_FIELD} is "${text}", which is no percentage.`);
}
