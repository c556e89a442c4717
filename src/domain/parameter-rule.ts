import type { ParameterValue } from './parameter-value.ts';

/** A parameter as the grammar and the help know it. */
export interface ParameterRule extends ParameterValue {
  key: string;
  meaning: string;
  defaultText: string;
  example: string;
}
