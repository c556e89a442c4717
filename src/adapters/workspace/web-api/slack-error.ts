/** An answer `{ok: false, error}` of the Web API; `messages` are the details Slack puts into response_metadata. */
export class SlackError extends Error {
  readonly code: string;
  readonly messages: readonly string[];

  constructor(code: string, messages: readonly string[] = []) {
    super(code);
    this.code = code;
    this.messages = messages;
  }
}
