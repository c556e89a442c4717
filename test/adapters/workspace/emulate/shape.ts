/** One place in a reply and the JSON types seen there, for example `message.reply_users[]: string`. */
export type Shape = ReadonlyMap<string, string>;

/** Identifiers that are keys, as in `shares.public.C0000000001`, stand for any. */
const ID = /^[CDGFUVTBA][A-Z0-9]{8,}$/;

/** The places and types of a reply. `response_metadata` is left out: the SDK fills it from headers as well. */
export function shapeOf(reply: unknown): Shape {
  const shape = new Map<string, string>();
  const visit = (value: unknown, path: string): void => {
    const type = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
    const known = shape.get(path);
    shape.set(path, known === undefined || known === type ? type : [known, type].sort().join('|'));
    if (Array.isArray(value)) for (const item of value) visit(item, `${path}[]`);
    else if (type === 'object') {
      for (const [key, item] of Object.entries(value as object)) {
        if (key !== 'response_metadata') visit(item, path === '' ? key : `${path}.${ID.test(key) ? '*' : key}`);
      }
    }
  };
  visit(reply, '');
  shape.delete('');
  return shape;
}

/** Where two shapes differ: `+` we have it alone, `-` the other has it alone, `~` with another type. */
export function differences(ours: Shape, theirs: Shape): string[] {
  const places = [...new Set([...ours.keys(), ...theirs.keys()])].sort();
  return places.flatMap((place) => {
    const [own, other] = [ours.get(place), theirs.get(place)];
    if (own === other) return [];
    if (other === undefined) return [`+${place}`];
    return own === undefined ? [`-${place}`] : [`~${place} ${own} for ${other}`];
  });
}
