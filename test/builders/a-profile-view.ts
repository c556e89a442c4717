import type { TargetProfileView } from '../../src/domain/target-report.ts';

/** The profile of a lab, as `/nlb targets` and the home tab show it. */
export const LAB_PROFILE: TargetProfileView = { class: 'lab', place: { kind: 'lab' }, samples: { from: 'envoys' } };
