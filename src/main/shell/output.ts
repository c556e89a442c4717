/** One line of what was asked for. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** One line of what goes wrong, or goes on beside. */
export function complain(line: string): void {
  process.stderr.write(`${line}\n`);
}
