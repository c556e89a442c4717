import type { IncomingMessage, ServerResponse } from 'node:http';
import { MAX_UPLOAD_BYTES, readBody } from './http/body.ts';
import { firstMultipartPart } from './http/multipart.ts';
import { HttpRefusal, replyText } from './http/reply.ts';
import type { WorkspaceState } from './state/workspace-state.ts';

/** Types a browser may show by itself; anything else is downloaded. */
const INLINE = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];

/** `POST /upload/KEY`: takes a file's content, raw or as the first part of a form. */
export async function receiveUpload(
  state: WorkspaceState,
  key: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // Room for the form's own headers and boundaries on top of the largest file.
  const body = await readBody(request, MAX_UPLOAD_BYTES + 64 * 1024);
  const type = request.headers['content-type'] ?? '';
  const content = type.startsWith('multipart/form-data') ? firstMultipartPart(body, type) : body;
  if (!content) throw new HttpRefusal(400, { error: 'the form has no file part', field: 'body' });
  const record = await state.files.receive(key, content);
  if (!record) throw new HttpRefusal(404, { error: 'this upload address is unknown or was used', field: 'url' });
  replyText(response, 200, `OK - ${record.size}`);
}

/** `GET /files/ID/NAME` for the page, and `GET /files-pri/ID/NAME` for apps, which wants the bot token as Slack does. */
export async function sendFile(
  state: WorkspaceState,
  id: string,
  request: IncomingMessage,
  response: ServerResponse,
  options: { withToken: boolean },
): Promise<void> {
  if (options.withToken && request.headers.authorization !== `Bearer ${state.credentials.botToken}`) {
    throw new HttpRefusal(401, { error: 'invalid_auth' });
  }
  const record = state.files.find(id);
  const content = await state.files.content(id);
  if (!record || !content) throw new HttpRefusal(404, { error: 'file_not_found' });
  const disposition = INLINE.includes(record.mimetype) ? 'inline' : 'attachment';
  response.writeHead(200, {
    'content-type': record.mimetype,
    'content-length': content.length,
    'content-disposition': `${disposition}; filename*=UTF-8''${encodeURIComponent(record.name).replaceAll("'", '%27')}`,
    'content-security-policy': "default-src 'none'; sandbox",
    'cache-control': 'private, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
  });
  response.end(content);
}
