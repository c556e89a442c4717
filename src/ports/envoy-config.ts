import type { Setting, SettingKind } from '../domain/setting.ts';

/**
 * Reads and edits Envoy's configuration text without disturbing what it does not own (comments, order, other options).
 * Not in here: where the text is stored.
 */
export interface EnvoyConfig {
  /** Whether an Envoy is at hand that judges documents; without one `validate` takes them all. */
  readonly judges: boolean;
  /** The setting as the document has it, null when it is not set. @throws AppError `config_unreadable` */
  read(document: string, kind: SettingKind): Setting | null;
  /** The document with exactly the setting's own fields set. @throws AppError `config_unreadable` */
  write(document: string, setting: Setting): string;
  /** Lets Envoy itself judge the document. @throws AppError `config_invalid` with Envoy's message */
  validate(document: string): Promise<void>;
}
