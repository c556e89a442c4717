/** Whether a text is one line that every message and chart shows as it is: it has no mark of Slack's. */
export function isPlainTitle(text: string): boolean {
  return text !== '' && !/[<>&*_~`|\p{Cc}]/u.test(text);
}
