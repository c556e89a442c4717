import { errorMessage } from '../domain/error-message.ts';

/** Reads a role's options; where they can not be used, says why in one line of stderr, and gives null. */
export function readOptions<T>(role: string, usage: string, read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    // What parseArgs adds in a second sentence is about programs, not about people.
    process.stderr.write(`${role}: ${errorMessage(error).split('. ')[0]}. Usage: ${usage}\n`);
    return null;
  }
}
