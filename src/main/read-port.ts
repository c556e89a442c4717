/** A port from a variable; 0 where it is left out, or is none, which goes to `problems`. */
export function port(text: string | undefined, variable: string, problems: string[]): number {
  if (text === undefined || text === '') return 0;
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  problems.push(`${variable} is "${text}": write a port from 1 to 65535, or 0 for a free one`);
  return 0;
}
