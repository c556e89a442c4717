import { describe, expect, it } from 'vitest';
import { explain } from '../../../src/domain/text/explanation.ts';
import { topologyOf } from '../run-record-fixture.ts';

describe('the explanation', () => {
  it('draws every hop with its own address', () => {
    const text = explain('nodeport', topologyOf(), 'lab');
    const addresses = ['127.0.0.1:31400', '127.0.0.1:31401', '127.0.0.2:31401', '127.0.0.1:41000', '127.0.0.1:41002'];
    const places = addresses.map((address) => text.indexOf(address));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(0);
  });

  it('of the NodePort says who picks the Pod, how, and what moves a connection', () => {
    const text = explain('nodeport', topologyOf(), 'lab');
    expect(text).toContain('*The NodePort, not the NLB, picks the Pod of Service `envoy`*: once, at random');
    expect(text).toContain('iptables mode picks one Pod address at random');
    expect(text).toContain('imprecise');
    expect(text).toContain('*What moves a connection*: only its close.');
  });

  it('of the NLB says that its targets are nodes and that it never moves a connection', () => {
    const text = explain('nlb', topologyOf(), 'lab');
    expect(text).toContain('All addresses are those of `lab`.');
    expect(text).toContain('its algorithm does not choose the Pod');
    expect(text).toContain('never moves it');
    expect(text).toContain('350 s');
  });

  it('says what the lab stands in for, and says so only of the lab', () => {
    expect(explain('nodeport', topologyOf(), 'lab')).toContain('Stood in for are AWS');
    expect(explain('nodeport', topologyOf({ kubernetes_version: '1.34.4' }), 'lab')).not.toContain('This is the lab');
  });

  it('with traffic policy Local draws each Pod under its node', () => {
    const text = explain('nodeport', topologyOf({ service: { traffic_policy: 'Local' } }), 'lab');
    expect(text).toMatch(/node-1 .*\n.*envoy-a.*\n.*envoy-c.*\n.*node-2 .*\n.*envoy-b/);
    expect(text).toContain('forwards only to its own Pods');
  });

  it('with Pod addresses as targets has no node in the way', () => {
    const text = explain('nlb', topologyOf({ service: { target_type: 'ip' } }), 'lab');
    expect(text).not.toContain('NodePort 127.0.0.1');
    expect(text).toContain('its targets are Pod addresses');
  });

  it('of a Service without an NLB says that there is none', () => {
    expect(explain('nlb', topologyOf({ service: { type: 'ClusterIP' } }), 'lab')).toContain(
      'there is no NLB in front of it',
    );
  });

  it('stays one message with many Pods', () => {
    const topology = topologyOf();
    const [pod] = topology.pods;
    if (pod !== undefined)
      topology.pods = Array.from({ length: 500 }, (_, index) => ({ ...pod, name: `envoy-${index}` }));
    const text = explain('nodeport', topology, 'lab');
    expect(text.length).toBeLessThan(3000);
    expect(text).toContain('and 488 more');
  });
});
