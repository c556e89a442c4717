/** Structured log lines for operators. Not in here: secrets, and anything a person asked to be told. */
export interface Log {
  info(event: string, fields?: Record<string, string | number | boolean | null>): void;
  warn(event: string, fields?: Record<string, string | number | boolean | null>): void;
}
