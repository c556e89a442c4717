import { FIELDS } from './parameter-fields.ts';
import { DEFAULTS, type Parameters } from './parameters.ts';

/** In a CDK context every parameter stands behind this word: `-c nlb:nodeCount=3`. */
export const PREFIX = 'nlb:';

/** Thrown with everything that is wrong, so that one try is enough to mend it. */
export class ParameterError extends Error {
  override readonly name = 'ParameterError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The infrastructure's parameters cannot be used:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

/**
 * Makes parameters of a CDK context, whose other keys are the CDK's own.
 * @throws ParameterError with one problem for each parameter that is unknown, missing or cannot be used
 */
export function readParameters(context: Readonly<Record<string, unknown>>): Parameters {
  const names = Object.keys(FIELDS);
  const given = Object.entries(context)
    .filter(([key]) => key.startsWith(PREFIX))
    .map(([key, value]) => [key.slice(PREFIX.length), value] as const);
  const problems = given
    .filter(([name]) => !names.includes(name))
    .map(([name]) => `${PREFIX}${name} is unknown: there are ${names.join(', ')}`);

  const values: Record<string, unknown> = { admins: [], ...DEFAULTS, ...Object.fromEntries(given) };
  const usable: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(FIELDS)) {
    const { success, data, error } = field.safeParse(values[name]);
    if (success) usable[name] = data;
    else
      problems.push(
        ...error.issues.map(({ message, path }) => `${PREFIX}${name} ${place(values[name], path)}${message}`),
      );
  }
  // Each was read by the field of its name; what was not is a problem by now.
  const parameters = usable as Partial<Parameters>;
  problems.push(...strayZones(parameters));
  if (problems.length > 0) throw new ParameterError(problems);
  return parameters as Parameters;
}

/** What was given, as far as a word or a number says it. */
function place(value: unknown, path: readonly PropertyKey[]): string {
  const items = typeof value === 'string' && path.length > 0 ? value.split(',') : value;
  const item = path.length > 0 && Array.isArray(items) ? items[Number(path[0])] : items;
  return typeof item === 'string' || typeof item === 'number' ? `(${item}) ` : '';
}

/** A change of the region alone would leave the zones behind in the old one. */
function strayZones({ region, zones }: Partial<Parameters>): string[] {
  if (region === undefined || zones === undefined) return [];
  const stray = zones.filter((zone) => !zone.startsWith(region) || !/^[a-z]$/.test(zone.slice(region.length)));
  return stray.map(
    (zone) => `${PREFIX}zones (${zone}) is not a zone of ${region}: those are named ${region}a, ${region}b and so on`,
  );
}
