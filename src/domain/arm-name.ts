/** The arm after another one, in which Pods come beside those that its clients are connected to: `control-scaled`. */
export function scaledArm(name: string): string {
  return `${name}-scaled`;
}

/** What an arm is a try of: `treatment-3` is the third of `treatment`. */
export function armKind(name: string): string {
  return name.replace(/-\d+$/, '');
}
