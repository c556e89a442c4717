import { get } from 'node:http';
import { connect } from 'node:net';
import type { HealthChecks } from '../../../domain/nlb/nlb-settings.ts';

/** What a check needs to know of a target. */
export interface Checked {
  /** HOST:PORT where clients' connections go. */
  address: string;
  /** URL that answers 200 while the target can take connections, on a port that no client uses. */
  health: string;
}

/**
 * One health check. On the traffic port a TCP handshake passes, and the connection is closed at once; on the port of its own
 * a status from 200 to 399 does (AWS, "Health check settings").
 */
export function checkHealth(target: Checked, checks: HealthChecks, signal: AbortSignal): Promise<boolean> {
  const over = AbortSignal.any([signal, AbortSignal.timeout(checks.timeoutMs)]);
  return checks.port === 'own' ? asks(target.health, over) : connects(target.address, over);
}

function connects(address: string, signal: AbortSignal): Promise<boolean> {
  const at = address.lastIndexOf(':');
  return new Promise((resolve) => {
    const socket = connect({ host: address.slice(0, at), port: Number(address.slice(at + 1)), signal });
    socket.once('connect', () => {
      resolve(true);
      socket.end();
      socket.resume();
    });
    socket.on('error', () => resolve(false));
  });
}

function asks(url: string, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(url, { agent: false, signal }, (response) => {
      const { statusCode = 500 } = response;
      response.resume();
      resolve(statusCode >= 200 && statusCode < 400);
    });
    request.on('error', () => resolve(false));
  });
}
