/** What an arm is a try of: `treatment-3` is the third of `treatment`. */
export function armKind(name: string): string {
  return name.replace(/-\d+$/, '');
}
