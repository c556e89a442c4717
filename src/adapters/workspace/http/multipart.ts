/**
 * The content of the first part of a multipart/form-data body (RFC 7578), or undefined when there is none. Slack's
 * upload address takes one part, whatever its name.
 */
export function firstMultipartPart(body: Buffer, contentType: string): Buffer | undefined {
  const match = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  const boundary = match?.[1] ?? match?.[2];
  if (boundary === undefined) return undefined;
  const start = body.indexOf(`--${boundary}\r\n`);
  const headersEnd = start < 0 ? -1 : body.indexOf('\r\n\r\n', start);
  const end = headersEnd < 0 ? -1 : body.indexOf(`\r\n--${boundary}`, headersEnd + 2);
  return end < 0 ? undefined : body.subarray(headersEnd + 4, end);
}
