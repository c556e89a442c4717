/** A call of a port, as a test sees it: `target.rollout`. */
export interface Call {
  name: string;
  args: unknown[];
}

export interface Spy {
  /** Every call in order. */
  readonly calls: Call[];
  /** Names of the calls in order, of the given ones where some are given. */
  names(...only: string[]): string[];
  /** From now on calls of this name, the first `skip` left alone, do this before the port; what it throws, the call throws. */
  before(name: string, act: (call: Call) => void | Promise<void>, options?: { skip?: number; times?: number }): void;
  /** Wraps a port, so that its calls are seen as `NAME.method`. */
  on<T extends object>(name: string, port: T): T;
}

interface Interference {
  act: (call: Call) => void | Promise<void>;
  skip: number;
  times: number;
}

/** Watches the calls of ports and lets a test interfere with them; without interference they are the port's own. */
export function createSpy(): Spy {
  const calls: Call[] = [];
  const interferences = new Map<string, Interference[]>();

  /** What is in the way of a call; a promise only where something has to be waited for. */
  function interfere(call: Call): Promise<void> | undefined {
    const waits: Promise<void>[] = [];
    for (const one of interferences.get(call.name) ?? []) {
      if (one.skip > 0) one.skip -= 1;
      else if (one.times > 0) {
        one.times -= 1;
        const done = one.act(call);
        if (done !== undefined) waits.push(done);
      }
    }
    return waits.length === 0 ? undefined : Promise.all(waits).then(() => undefined);
  }

  return {
    calls,
    names: (...only) => calls.map(({ name }) => name).filter((name) => only.length === 0 || only.includes(name)),
    before(name, act, { skip = 0, times = Number.POSITIVE_INFINITY } = {}) {
      interferences.set(name, [...(interferences.get(name) ?? []), { act, skip, times }]);
    },
    on(name, port) {
      return new Proxy(port, {
        get(from, property) {
          const method: unknown = Reflect.get(from, property);
          if (typeof method !== 'function') return method;
          return (...args: unknown[]): unknown => {
            const call = { name: `${name}.${String(property)}`, args };
            calls.push(call);
            const wait = interfere(call);
            return wait === undefined ? method.apply(from, args) : wait.then(() => method.apply(from, args));
          };
        },
      });
    },
  };
}
