import { type ChannelOptions, experimental, Metadata, status } from '@grpc/grpc-js';

/** The scheme of {@link headlessAddress}. */
const SCHEME = 'headless';
const HOSTS_OPTION = 'nlb.headless_hosts';
const RATE_OPTION = 'grpc.dns_min_time_between_resolutions_ms';
/** grpc-js's own, for DNS (resolver-dns.ts, DEFAULT_MIN_TIME_BETWEEN_RESOLUTIONS_MS). */
const MIN_BETWEEN_MS = 30_000;

/** What stands for the name of a headless Service: a channel to it asks {@link headlessOptions}, not DNS. */
export const headlessAddress = `${SCHEME}:pods`;

/** Makes a channel to {@link headlessAddress} spread its requests over what `hosts` gives, HOST:PORT each, when it is asked. */
export function headlessOptions(hosts: () => readonly string[]): ChannelOptions {
  register();
  const balanced = JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] });
  return { 'grpc.service_config': balanced, [HOSTS_OPTION]: hosts };
}

let registered = false;

function register(): void {
  if (!registered) experimental.registerResolver(SCHEME, HeadlessResolver);
  registered = true;
}

/**
 * Resolves as grpc-js resolves a DNS name: at the start, and then only when the channel asks, which it does when a
 * connection ends, and never sooner than 30 s after the last time. So nobody tells a client that a Pod has come.
 */
class HeadlessResolver implements experimental.Resolver {
  readonly #listener: experimental.ResolverListener;
  readonly #hosts: () => readonly string[];
  readonly #betweenMs: number;
  #rest: NodeJS.Timeout | null = null;
  #asked = false;

  constructor(_target: unknown, listener: experimental.ResolverListener, options: ChannelOptions) {
    this.#listener = listener;
    this.#hosts = options[HOSTS_OPTION] as () => readonly string[];
    this.#betweenMs = options[RATE_OPTION] ?? MIN_BETWEEN_MS;
  }

  static getDefaultAuthority(): string {
    return SCHEME;
  }

  updateResolution(): void {
    this.#asked = true;
    if (this.#rest === null) this.#resolve();
  }

  destroy(): void {
    if (this.#rest !== null) clearTimeout(this.#rest);
    this.#rest = null;
    this.#asked = false;
  }

  #resolve(): void {
    this.#asked = false;
    this.#rest = setTimeout(() => {
      this.#rest = null;
      if (this.#asked) this.#resolve();
    }, this.#betweenMs).unref();
    const hosts = this.#hosts();
    // gRPC forbids an answer from within the question.
    setImmediate(() => this.#tell(hosts));
  }

  #tell(hosts: readonly string[]): void {
    if (this.#rest === null) return;
    const endpoints = hosts.map((address) => {
      const at = address.lastIndexOf(':');
      return { addresses: [{ host: address.slice(0, at), port: Number(address.slice(at + 1)) }] };
    });
    const found: experimental.StatusOr<experimental.Endpoint[]> =
      endpoints.length > 0
        ? experimental.statusOrFromValue(endpoints)
        : experimental.statusOrFromError({
            code: status.UNAVAILABLE,
            details: 'the name stands for no Pod: none is Ready',
            metadata: new Metadata(),
          });
    this.#listener(found, {}, null, '');
  }
}
