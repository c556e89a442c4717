import type { StackTemplate } from './synthesise-example.ts';

/** How many resources of each type a stack has. */
export type ResourceCounts = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Counts the resources by stack and type, in alphabetical order of the types. */
export function countResources(templates: readonly StackTemplate[]): ResourceCounts {
  return Object.fromEntries(
    templates.map(({ stack, resources }) => {
      const types = Object.values(resources).map(({ Type }) => Type);
      const distinct = [...new Set(types)].sort();
      return [
        stack,
        Object.fromEntries(distinct.map((type) => [type, types.filter((other) => other === type).length])),
      ];
    }),
  );
}

/** One line for each type whose number differs: `nlb-experiment-host: AWS::EC2::Instance 1 -> 2`. Empty when none does. */
export function describeChanges(before: ResourceCounts, after: ResourceCounts): string[] {
  const stacks = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return stacks.flatMap((stack) => {
    const [was, is] = [before[stack] ?? {}, after[stack] ?? {}];
    const types = [...new Set([...Object.keys(was), ...Object.keys(is)])].sort();
    return types
      .filter((type) => was[type] !== is[type])
      .map((type) => `${stack}: ${type} ${was[type] ?? 'none'} -> ${is[type] ?? 'none'}`);
  });
}
