/** A mistake in a command: what is wrong, and a line that would be right. */
export interface UsageError {
  message: string;
  /** A complete command that is right, as near to the text as the grammar can tell; starts with `/nlb`. */
  example: string;
}

export interface Mistake {
  ok: false;
  error: UsageError;
}

/** A command that was understood, or what is wrong with its text. */
export type Parsed<C> = { ok: true; command: C } | Mistake;

/** The line of these words if it is right, else the example of its own mistake. */
export type Correct = (words: readonly string[]) => string;

export function usage(message: string, example: string): Mistake {
  return { ok: false, error: { message, example } };
}
