/** Where a Prometheus is: its URL, or a Service reached through the API server, with the path before `/api/v1`. */
export type StatsUrl =
  | { kind: 'http'; url: string }
  | { kind: 'service'; service: { namespace: string; name: string; port: string }; path: string };

const LABEL = '[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?';
const SERVICE = new RegExp(
  `^service:(?<namespace>${LABEL})/(?<name>${LABEL}):(?<port>${LABEL})(?<path>(?:/[\\w.~-]+)*)/?$`,
);

/** Reads `stats.url`; null for anything else than `http(s)://HOST[:PORT][/PATH]` and `service:NAMESPACE/NAME:PORT[/PATH]`. */
export function readStatsUrl(text: string): StatsUrl | null {
  const { namespace, name, port, path = '' } = SERVICE.exec(text)?.groups ?? {};
  if (namespace !== undefined && name !== undefined && port !== undefined) {
    return { kind: 'service', service: { namespace, name, port }, path };
  }
  const url = URL.parse(text);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return null;
  // A password has no place in a file, and a query would be lost.
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return null;
  return { kind: 'http', url: text };
}
