import { BALANCER_CLAIMS } from './balancer-claims.ts';
import type { Claim } from './claim.ts';
import { CONNECTION_CLAIMS } from './connection-claims.ts';
import { PATH_CLAIMS } from './path-claims.ts';
import { SKEW_CLAIMS } from './skew-claims.ts';

const ALL = [...PATH_CLAIMS, ...BALANCER_CLAIMS, ...CONNECTION_CLAIMS, ...SKEW_CLAIMS] as const;

export type ClaimId = (typeof ALL)[number]['id'];

/** Every claim that an explanation is made of. */
export const CLAIMS: readonly Claim[] = ALL;

const BY_ID: ReadonlyMap<string, Claim> = new Map(CLAIMS.map((claim) => [claim.id, claim]));

/** The claims of these ids, in their order. */
export function claimsOf(ids: readonly ClaimId[]): Claim[] {
  return ids.map((id) => BY_ID.get(id)).filter((claim) => claim !== undefined);
}
