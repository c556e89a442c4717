import { expectedText, expectedTotal } from '../chart/expected-total.ts';
import { changesWay, serviceChange } from '../condition.ts';
import { turnMs } from '../connection-cycle.ts';
import { restartOf } from '../custom/arm-of-run.ts';
import type { Language } from '../language.ts';
import { pathShares } from '../path/path-shares.ts';
import type { RunRequest } from '../run.ts';
import { MAX_PACE_MS } from '../run-plan.ts';
import { type DurationSetting, SETTING_FIELDS } from '../setting.ts';
import { pickedAnewMs, picksUnder } from '../setting-life.ts';
import type { Topology } from '../topology.ts';
import { callMs } from '../workload.ts';
import { clientPrediction } from './client-ways.ts';
import type { Plan } from './plan.ts';
import { lossPrediction } from './plan-ending.ts';
import { sayNumber } from './say-number.ts';
import { percents } from './way-answer.ts';
import { type Words, wordsIn } from './words.ts';

/** What a prediction rests on. */
type Predicted = Pick<Plan, 'arms' | 'prediction'> & {
  request: Pick<RunRequest, 'parameters'>;
  /** Null while the target was not seen. */
  topology: Pick<Topology, 'service' | 'pods'> | null;
};

/** Up to this interval, in ms, new Pods are slower than the clients: their pace is the interval and a second more. */
const LONGEST_PACED_INTERVAL = MAX_PACE_MS - 1000;

/** What a run should show, a sentence a line: of the restart, and of the setting. */
export function predictionLines(predicted: Predicted, language: Language = 'en'): string[] {
  const words = wordsIn(language);
  return [
    fewerText(predicted, words),
    predictionText(predicted, language),
    settingPrediction(predicted, language),
    lossPrediction(predicted, words),
    streamText(predicted, words),
  ].filter((text) => text !== '');
}

/** That there are fewer clients than the scenario would have. */
function fewerText({ request: { parameters } }: Predicted, { plan }: Words): string {
  const { clients, usual_clients } = parameters;
  return usual_clients === undefined ? '' : plan.fewerClients(clients, usual_clients);
}

function predictionText(predicted: Predicted, language: Language): string {
  const words = wordsIn(language);
  const { request, arms, prediction } = predicted;
  const { plan, units } = words;
  const { interval_ms, scale } = request.parameters;
  if (scale !== undefined) return plan.predictScale(scale.from, scale.to);
  const aboutClients = clientPrediction(arms, request.parameters, predicted.topology?.pods.length ?? null, language);
  if (aboutClients !== '') return aboutClients;
  if (arms.some((arm) => arm.movement === 'reconnect')) return wayPrediction(predicted, words);
  // Of a written plan it is the first restart that is told; of any other run they are alike.
  const first = arms.find((arm) => arm.movement === 'restart');
  // What health checks add is told by itself; on a cluster Pods are made for it.
  if (arms.some(({ conditions }) => conditions.some(({ kind }) => kind === 'health-checks'))) return '';
  if (arms.some((arm) => arm.movement === 'pod-kill')) return plan.predictKill(request.parameters.clients);
  if (first === undefined) return plan.predictNothing();
  if (restartOf(request.parameters, first.name) === 'burst') return plan.predictBurst();
  if (interval_ms > LONGEST_PACED_INTERVAL) return plan.predictNoSkew(units.duration(interval_ms));
  if (prediction === null || Object.keys(prediction).length === 0) return '';
  const shares = Object.values(prediction)
    .sort((a, b) => b - a)
    .map((share) => Math.round(100 * share));
  return plan.predictShares(shares.join(' / '));
}

/** Where connections should go in each arm whose clients reconnect, by the Service's settings there. */
function wayPrediction({ arms, topology }: Predicted, { plan, units }: Words): string {
  if (topology === null || !arms.some(({ conditions }) => changesWay(conditions))) return '';
  const { service, pods } = topology;
  const ofArms = arms.map(({ name, conditions }) => {
    const shares = pathShares({ ...service, ...serviceChange(conditions) }, pods).pods;
    return plan.armShares(name, percents([...shares].sort((a, b) => b - a)));
  });
  return plan.predictWays(ofArms.join(units.semicolon));
}

/** What the setting should do, by the formulas that the charts are held against; or why it closes nothing. */
function settingPrediction({ request, arms }: Predicted, language: Language): string {
  const { parameters } = request;
  const { plan, units } = wordsIn(language);
  const setting = arms.length === 2 ? (arms.find((arm) => arm.setting !== null)?.setting ?? null) : null;
  if (setting === null) return '';
  const call = callMs(parameters, setting);
  const { clients, interval_ms: intervalMs } = parameters;
  const rate = picksUnder(setting, parameters);
  if (rate === 0) {
    return call === null || setting.kind === 'max-requests' ? '' : idleText(setting, { call, intervalMs }, language);
  }
  const expected = expectedTotal(setting, parameters, language);
  const within = pickedAnewMs(setting, parameters);
  const open = expectedText(expected, clients, language);
  const told = plan.withSetting(open, expected.because, sayNumber(rate), units.duration(within));
  return setting.kind === 'max-requests' ? `${told}${units.gap}${plan.requestsAreAbout()}` : told;
}

/** Why an idle timeout never ends: the clients are quiet for a shorter time. */
function idleText(
  { value_ms }: DurationSetting,
  { call, intervalMs }: { call: number; intervalMs: number },
  language: Language,
): string {
  const { plan, units } = wordsIn(language);
  const quiet = units.duration(turnMs(call, intervalMs) - call);
  return plan.closesNothing(units.duration(value_ms), call === 0 ? plan.everySpeaks(quiet) : plan.nextStream(quiet));
}

/** What a connection limit can not do to streams; nothing where the setting has its own way with them. */
function streamText({ request, arms }: Predicted, { plan }: Words): string {
  const setting = arms.find((arm) => arm.setting !== null)?.setting ?? null;
  if (setting === null || callMs(request.parameters, setting) !== null) return '';
  const field = `\`${SETTING_FIELDS[setting.kind]}\``;
  return setting.kind === 'idle-timeout' ? plan.endlessIdle(field) : plan.endless(field);
}
