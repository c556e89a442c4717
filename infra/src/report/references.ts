import type { StackTemplate } from './synthesise-example.ts';

/** A resource of a stack. */
export interface ResourceId {
  readonly stack: string;
  readonly id: string;
}

/** That a resource's definition names another one, by Ref, Fn::GetAtt or Fn::ImportValue. */
export interface Reference {
  readonly from: ResourceId;
  readonly to: ResourceId;
}

/** Every reference between resources, over the borders of stacks too, each once. */
export function findReferences(templates: readonly StackTemplate[]): Reference[] {
  const exported = new Map<string, ResourceId>();
  for (const template of templates) {
    for (const { Value, Export } of Object.values(template.outputs)) {
      const [id] = namesIn(Value).resources.filter((name) => name in template.resources);
      if (Export !== undefined && id !== undefined) exported.set(Export.Name, { stack: template.stack, id });
    }
  }
  return templates.flatMap((template) =>
    Object.entries(template.resources).flatMap(([id, resource]) => {
      const from = { stack: template.stack, id };
      const names = namesIn(resource.Properties);
      const within = names.resources
        .filter((name) => name in template.resources && name !== id)
        .map((name) => ({ stack: template.stack, id: name }));
      const beyond = names.imports.flatMap((name) => exported.get(name) ?? []);
      return unique([...within, ...beyond]).map((to) => ({ from, to }));
    }),
  );
}

interface Names {
  readonly resources: readonly string[];
  readonly imports: readonly string[];
}

/** What a part of a template names; a name that is no resource's (`AWS::Region`) is among them. */
function namesIn(part: unknown): Names {
  if (typeof part !== 'object' || part === null) return { resources: [], imports: [] };
  const found = Object.entries(part).map(([key, value]): Names => {
    if (key === 'Ref' && typeof value === 'string') return { resources: [value], imports: [] };
    if (key === 'Fn::GetAtt' && Array.isArray(value)) return { resources: [String(value[0])], imports: [] };
    if (key === 'Fn::ImportValue') return { resources: [], imports: [String(value)] };
    return namesIn(value);
  });
  return {
    resources: found.flatMap(({ resources }) => resources),
    imports: found.flatMap(({ imports }) => imports),
  };
}

function unique(ids: readonly ResourceId[]): ResourceId[] {
  return [...new Map(ids.map((id) => [`${id.stack}/${id.id}`, id])).values()];
}
