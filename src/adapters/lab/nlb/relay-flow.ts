import type { Socket } from 'node:net';

/** A flow on its way through the balancer. */
export interface RelayedFlow {
  /** HOST:PORT of the target that it stays with. */
  readonly target: string;
  /** When a byte last went through, on the monotonic clock, in milliseconds. */
  lastByteAt(): number;
  /** Takes the flow out of the table: neither side is told, and whichever speaks next is answered with RST. */
  forget(): void;
  /** RST to both sides, now. */
  reset(): void;
  /** Lets go of both sockets, without a last word. */
  destroy(): void;
}

export interface RelayDeps {
  client: Socket;
  /** On its way to the target; what the client sends meanwhile is kept. */
  upstream: Socket;
  target: string;
  now: () => number;
  /** The balancer itself has answered with RST. */
  onReset: () => void;
  /** Neither side is open any more. */
  onClosed: () => void;
}

/**
 * Passes bytes, FIN and RST of one flow from either side to the other, until it is forgotten. A side that speaks in a
 * flow that the balancer does not know any more gets RST, and the other side does not hear of it: its connection stays
 * open until it speaks itself. Source: AWS, "Network Load Balancers", connection idle timeout.
 */
export function relayFlow(deps: RelayDeps): RelayedFlow {
  const { client, upstream, now } = deps;
  let lastByteAt = now();
  let isForgotten = false;
  let left = 2;

  const sendReset = (socket: Socket): void => {
    if (socket.destroyed) return;
    deps.onReset();
    socket.resetAndDestroy();
  };

  const pass = (from: Socket, to: Socket): void => {
    from.setNoDelay(true);
    from.on('data', (chunk) => {
      if (isForgotten) return sendReset(from);
      lastByteAt = now();
      if (!to.write(chunk)) from.pause();
    });
    to.on('drain', () => from.resume());
    from.on('end', () => {
      // A FIN is a packet too: of a flow that is not known it gets the same answer.
      if (isForgotten) sendReset(from);
      else to.end();
    });
    from.on('error', () => {
      // The side has sent RST, or refused the connection: the other hears of it as it would without a balancer.
      if (!isForgotten && !to.destroyed) to.resetAndDestroy();
    });
    from.on('close', () => {
      left -= 1;
      if (left === 0) deps.onClosed();
    });
  };
  pass(client, upstream);
  pass(upstream, client);

  return {
    target: deps.target,
    lastByteAt: () => lastByteAt,
    forget() {
      isForgotten = true;
      // A side that was held back would not be heard when it speaks.
      client.resume();
      upstream.resume();
    },
    reset() {
      sendReset(client);
      sendReset(upstream);
    },
    destroy() {
      isForgotten = true;
      client.destroy();
      upstream.destroy();
    },
  };
}
