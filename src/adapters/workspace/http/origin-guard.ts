import type { IncomingMessage } from 'node:http';

/**
 * Whether a request comes from this machine's own programs or from the page itself. A foreign Host is how DNS
 * rebinding arrives, a foreign Origin is another site's script, and a cross-site request without Origin is another
 * site's image or frame.
 */
export function isOwnRequest(request: IncomingMessage, port: number): boolean {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`];
  const { host, origin } = request.headers;
  if (host === undefined || !hosts.includes(host.toLowerCase())) return false;
  if (origin !== undefined && !hosts.some((own) => origin.toLowerCase() === `http://${own}`)) return false;
  const crossSite = request.headers['sec-fetch-site'] === 'cross-site';
  return !crossSite || request.headers['sec-fetch-mode'] === 'navigate';
}
