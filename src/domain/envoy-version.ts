import { FIELD_SINCE, fieldsOf, type Setting } from './setting.ts';

/**
 * Why a target's Envoy may not get a setting; null when it may. An Envoy that meets a field which it does not know ends
 * at its start, and another Envoy's opinion of the configuration says nothing about that.
 * @param version as the target tells it: `1.40.0`, `1.39.0-dev`, `1.38`, or anything else when it is not known
 */
export function unknownField(setting: Setting, version: string, target: string): string | null {
  for (const field of fieldsOf(setting)) {
    const since = FIELD_SINCE[field];
    if (since === null) continue;
    const knows = isFrom(version, since);
    if (knows === null) {
      return `The version of Envoy on \`${target}\` is not known, and before ${since} it does not know ${field} and would crash at start: leave jitter out, serve /server_info on the Pods' statistics port, or name the version in the image's tag.`;
    }
    if (!knows) {
      return `Envoy ${version} on \`${target}\` does not know ${field} (since ${since}) and would crash at start: leave jitter out or upgrade Envoy.`;
    }
  }
  return null;
}

/** Whether a version is the first one or a later one; null when the text is no version. A `-dev` comes before its release. */
function isFrom(version: string, first: string): boolean | null {
  const found = numbersOf(version);
  const wanted = numbersOf(first);
  if (found === null || wanted === null) return null;
  const difference = found.numbers.map((number, at) => number - (wanted.numbers[at] ?? 0)).find((one) => one !== 0);
  return difference === undefined ? !found.unreleased : difference > 0;
}

function numbersOf(version: string): { numbers: number[]; unreleased: boolean } | null {
  const [, major, minor, patch = '0', rest] = /^(\d+)\.(\d+)(?:\.(\d+))?(-.+)?$/.exec(version) ?? [];
  if (major === undefined) return null;
  return { numbers: [major, minor, patch].map(Number), unreleased: rest !== undefined };
}
