import { describe, expect, it } from 'vitest';
import { fromPayload, toPayload } from '../../../src/adapters/bullmq/payload.ts';
import { SCENARIOS } from '../../../src/domain/scenario.ts';
import { aRequest } from '../../app/a-request.ts';

const CHOSEN = SCENARIOS.flatMap(({ name, choice }) => [
  { name, parameters: {} },
  ...(choice?.options ?? []).map((option) => ({ name, parameters: { option } })),
]);

describe('the payload of a run', () => {
  it.each(CHOSEN)('brings to the worker all that was asked for: $name $parameters', ({ name, parameters }) => {
    const request = aRequest({ scenario: name, parameters });
    expect(fromPayload(JSON.parse(JSON.stringify(toPayload(request))))).toEqual(request);
  });
});
