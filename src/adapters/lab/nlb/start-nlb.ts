import { connect, type Socket } from 'node:net';
import { type Flow, flowHash, pickByHash } from '../../../domain/nlb/flow-hash.ts';
import { changedSettings, type NlbChange, type NlbSettings } from '../../../domain/nlb/nlb-settings.ts';
import { routeOf } from '../../../domain/nlb/route-flow.ts';
import type { Clock } from '../../../ports/clock.ts';
import { createFlowTable, type FlowCounts } from './flow-table.ts';
import { createTargetGroup, type NlbTarget, type RegisteredTarget } from './target-group.ts';
import { listenInZones, type ZoneAddress } from './zone-listener.ts';

/** A zone of the balancer as it is now. */
export interface NlbZone {
  name: string;
  /** HOST:PORT where it takes connections. */
  address: string;
  /** Whether the balancer's DNS name would give its address. */
  isInDns: boolean;
}

/** What the balancer has at the moment. */
export interface NlbState {
  zones: NlbZone[];
  targets: readonly RegisteredTarget[];
  flows: FlowCounts;
}

/** The lab's stand-in for a Network Load Balancer. */
export interface Nlb {
  settings(): NlbSettings;
  /** Applies at once, to flows that exist too. @throws AppError `target_unfit` for a setting out of range */
  configure(change: NlbChange): void;
  /** Names the targets of a type; the balancer has those of its `targetType`. */
  setTargets(type: NlbSettings['targetType'], targets: readonly NlbTarget[]): void;
  state(): NlbState;
  /** Where a flow that arrives in a zone would go now; null: it is refused. */
  targetOf(zone: string, flow: Flow): string | null;
  stop(): Promise<void>;
}

export interface NlbConfig {
  zones: readonly ZoneAddress[];
  settings: NlbSettings;
  clock: Clock;
  /** From 0 up to 1; stands for the sequence numbers, of which a proxy does not hear. */
  random: () => number;
}

/** TCP sequence numbers have 32 bits. */
const SEQUENCES = 2 ** 32;

/**
 * Starts the balancer: a TCP listener in each zone, which chooses a target for each new flow by its hash and keeps it
 * for the flow's life.
 */
export async function startNlb({ zones, settings: initial, clock, random }: NlbConfig): Promise<Nlb> {
  let settings = initial;
  const named = new Map<NlbSettings['targetType'], readonly NlbTarget[]>();
  const table = createFlowTable({ clock, idleTimeoutMs: initial.idleTimeoutMs });
  const group = createTargetGroup({
    clock,
    settings: () => settings,
    // AWS answers with RST what comes in a flow to a target that has become unhealthy, unless it fails open.
    onUnhealthy: (address) => table.forget(address),
    onDrained(address) {
      if (settings.connectionTermination) table.reset(address);
    },
  });

  const targetOf = (zone: string, flow: Flow): string | null => {
    const { targets } = routeOf(group.targets(), zone, settings.crossZone);
    return pickByHash(flowHash(flow), targets)?.address ?? null;
  };

  function take(zone: string, client: Socket): void {
    const { remoteAddress = '', remotePort = 0, localAddress = '', localPort = 0 } = client;
    const target = targetOf(zone, {
      source: { address: remoteAddress, port: remotePort },
      destination: { address: localAddress, port: localPort },
      sequence: Math.floor(random() * SEQUENCES),
    });
    if (target === null) {
      client.on('error', () => undefined);
      client.resetAndDestroy();
      return;
    }
    const at = target.lastIndexOf(':');
    const upstream = connect({
      host: target.slice(0, at),
      port: Number(target.slice(at + 1)),
      allowHalfOpen: true,
      noDelay: true,
    });
    table.open(client, upstream, target);
  }

  const listeners = await listenInZones(zones, take);

  return {
    settings: () => settings,
    configure(change) {
      const before = settings;
      settings = changedSettings(before, change);
      if (settings.idleTimeoutMs !== before.idleTimeoutMs) table.setIdleTimeout(settings.idleTimeoutMs);
      if (settings.targetType !== before.targetType) group.set(named.get(settings.targetType) ?? []);
      if (change.healthChecks !== undefined) group.checkAnew();
    },
    setTargets(type, targets) {
      named.set(type, targets);
      if (type === settings.targetType) group.set(targets);
    },
    state: () => ({
      zones: listeners.map(({ name, host, port }) => ({
        name,
        address: `${host}:${port}`,
        isInDns: routeOf(group.targets(), name, settings.crossZone).isInDns,
      })),
      targets: group.targets(),
      flows: table.counts(),
    }),
    targetOf,
    async stop() {
      group.stop();
      const closed = listeners.map((listener) => listener.close());
      await table.stop();
      await Promise.all(closed);
    },
  };
}
