import { describe, expect, it } from 'vitest';
import type { Language } from '../../../src/domain/language.ts';
import { planEffect } from '../../../src/domain/plan-effect.ts';
import { armsOf } from '../../../src/domain/scenario-arms.ts';
import { findScenario } from '../../../src/domain/scenarios.ts';
import { planPart } from '../../../src/domain/text/plan-part.ts';
import { storyLines } from '../../../src/domain/text/run-story.ts';
import { whyPart } from '../../../src/domain/text/why-part.ts';
import { EVERY_RECORD } from '../../builders/every-record.ts';
import { requestOf, topologyOf } from '../run-record-fixture.ts';

function planned(add_pods: number, language: Language = 'en'): string {
  const scenario = findScenario('client-round-robin');
  if (scenario === undefined) throw new Error('there is no such scenario');
  const request = requestOf('client-round-robin', { add_pods });
  const arms = armsOf(scenario, request.parameters);
  const topology = topologyOf();
  const guarded = { hash: 'a'.repeat(64), effect: planEffect(topology, arms, request.parameters) };
  const none = { changedBy: null, already: null, place: null, prediction: null };
  const part = planPart({ request, topology, arms, ...none, diff: '', isChecked: true, guarded }, language);
  return part.kind === 'text' ? part.text : '';
}

describe('a plan of clients that balance', () => {
  it('says when Pods come, that nobody is expected to reach them, and what that does to the Deployment', () => {
    const text = planned(1);
    expect(text).toContain('*control-scaled* - 3 Pods become 4 while the clients stay connected');
    expect(text).toContain('A Pod that comes while clients are connected gets nothing from either kind');
    // Each of 20 clients once through the NLB, and once to each of 3 Pods.
    expect(text).toContain(
      'opens 20 connections, scales Deployment `envoy` from 3 to 4 Pods and back, 2 times; about 80 reconnects expected',
    );
  });

  it('leaves the Deployment alone where no Pods are to come', () => {
    const text = planned(0);
    expect(text).not.toContain('scaled');
    expect(text).toContain('opens 20 connections and changes nothing');
  });

  it('says the same in Japanese', () => {
    const text = planned(2, 'ja');
    expect(text).toContain('*treatment-scaled* - クライアントの接続中に Pod を 3 個から 5 個に追加');
    expect(text).toContain('接続中に追加する 2 個の Pod には、どちらからも何も届きません');
    expect(text).toContain('Deployment `envoy` を 3 個の Pod から 5 個にして戻します (2 回)');
  });
});

describe('the story of such a run', () => {
  it('tells the arm in which Pods come behind its own, and that nothing was restarted to put them back', () => {
    const record = EVERY_RECORD['clients that balance, and Pods that come'];
    const heads = record === undefined ? [] : storyLines(record, null).filter((line) => line.startsWith('*'));
    expect(heads.map((line) => /^\*([\w-]+)\*/.exec(line)?.[1])).toEqual([
      'control',
      'control-scaled',
      'treatment',
      'treatment-scaled',
      'Restore',
    ]);
    expect(heads.at(-1)).toContain('came back without a restart');
  });
});

describe('why Pods that came got nothing', () => {
  it('is told of either kind of client, with its numbers', () => {
    const record = EVERY_RECORD['clients that balance, and Pods that come'];
    if (record === undefined) throw new Error('there is no such record');
    const part = whyPart(record, null);
    expect(part.kind === 'text' ? part.text : '').toContain(
      'A Pod that came while they were connected got 0 of 20 connections through the NLB, because an open connection keeps its Pod, and 0 of 60 with round_robin, because those clients go on with the addresses that DNS gave them (each watched for 36 s).',
    );
  });
});
