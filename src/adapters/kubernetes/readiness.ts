import { stringify } from 'yaml';
import type { HealthChecking, HealthCheckPort } from '../../domain/health-checks.ts';
import type { Container, PodTemplate } from './kube-objects.ts';

/** A port by its number or by its name in a container. */
type Port = number | string;

/**
 * Whether the kubelet asks for readiness where clients connect, and how it could be otherwise; `trafficPort` is the Service's
 * targetPort. A listener of its own that a template has no probe for is nothing that the bot could choose.
 */
export function healthChecking(template: PodTemplate, trafficPort: Port): HealthChecking {
  const found = portOf(template, trafficPort);
  const asked = withHealthChecks(template, template, trafficPort, 'traffic-port');
  return {
    found,
    probe: probeText(template, trafficPort),
    can: { [found]: probeText(template, trafficPort), 'traffic-port': probeText(asked, trafficPort) },
  };
}

/** A template whose Pods are asked there; `found` is the one from before the run, whose probe comes back. */
export function withHealthChecks(
  now: PodTemplate,
  found: PodTemplate,
  trafficPort: Port,
  wanted: HealthCheckPort,
): PodTemplate {
  const { readinessProbe: before } = serving(found, trafficPort);
  const probe =
    wanted === portOf(found, trafficPort) ? before : { ...timesOf(before), tcpSocket: { port: trafficPort } };
  const { name } = serving(now, trafficPort);
  const containers = now.spec.containers.map((container) => {
    if (container.name !== name) return container;
    const { readinessProbe: _probe, ...rest } = container;
    return probe === undefined ? rest : { ...rest, readinessProbe: probe };
  });
  return { ...now, spec: { ...now.spec, containers } };
}

/** The container where clients connect; the first where none names the port. */
function serving({ spec }: PodTemplate, trafficPort: Port): Container {
  const [first = { name: '' }] = spec.containers;
  return spec.containers.find((one) => numberOf(one, trafficPort) !== undefined) ?? first;
}

function portOf(template: PodTemplate, trafficPort: Port): HealthCheckPort {
  const container = serving(template, trafficPort);
  const { httpGet, tcpSocket, grpc } = container.readinessProbe ?? {};
  const port = (httpGet ?? tcpSocket ?? grpc)?.port;
  if (port === undefined) return 'own-listener';
  const isTraffic =
    port === trafficPort || numberOf(container, port) === (numberOf(container, trafficPort) ?? trafficPort);
  return isTraffic ? 'traffic-port' : 'own-listener';
}

function numberOf({ ports = [] }: Container, port: Port): number | undefined {
  return ports.find(({ name, containerPort }) => name === port || containerPort === port)?.containerPort;
}

/** How often and how patiently a probe asks, without what it asks. */
function timesOf(probe: Container['readinessProbe']): object {
  const { httpGet: _http, tcpSocket: _tcp, grpc: _grpc, exec: _exec, ...times } = probe ?? {};
  return times;
}

function probeText(template: PodTemplate, trafficPort: Port): string {
  const { name, readinessProbe } = serving(template, trafficPort);
  return readinessProbe === undefined ? '' : stringify([{ name, readinessProbe }], { lineWidth: 0 });
}
