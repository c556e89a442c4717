import type { Language } from '../language.ts';
import { type Obstacle, obstacleCode } from '../obstacle.ts';
import { escapeMrkdwn } from './escape-mrkdwn.ts';
import { serviceSettingsText } from './service-settings-text.ts';
import { type Words, wordsIn } from './words.ts';

/** What stands in a run's way and what to do about it, a sentence or two of mrkdwn. */
export function obstacleText(obstacle: Obstacle, language: Language = 'en'): string {
  const words = wordsIn(language);
  const what = whatText(obstacle, words);
  return obstacleCode(obstacle) === 'already_set' ? `${what}${words.units.gap}${nextText(obstacle, words)}` : what;
}

function whatText(obstacle: Obstacle, words: Words): string {
  const { obstacles } = words;
  const name = escapeMrkdwn(obstacle.name);
  switch (obstacle.kind) {
    case 'service_set':
      return obstacles.serviceSet(name, serviceSettingsText(obstacle.settings, words));
    case 'service_drops':
      return obstacles.serviceDrops(name, serviceSettingsText(obstacle.settings, words));
    case 'checks_unread':
      return obstacles.checksUnread(name);
    case 'checks_set':
      return obstacles.checksSet(name, obstacles.checkedOn[obstacle.port]);
    case 'checks_missing':
      return obstacles.checksMissing(name);
    case 'ending_unread':
      return obstacles.endingUnread(name);
    case 'ending_set':
      return obstacles.endingSet(name, obstacles.ending[obstacle.way]);
    case 'sleep_missing': {
      const version = obstacle.kubernetes === null ? null : escapeMrkdwn(obstacle.kubernetes);
      return `${obstacles.sleepMissing(name, version)}${anotherText(obstacle.others, words)}`;
    }
    case 'drain_missing':
      return `${obstacles.drainMissing(name, obstacles.ending[obstacle.way])}${anotherText(obstacle.others, words)}`;
  }
}

/** What to ask for in the place of what is there already. */
function nextText(obstacle: Obstacle, { obstacles, units }: Words): string {
  const nothing = obstacles.nothingToCompare();
  if (obstacle.kind === 'checks_set' && obstacle.other === null) return nothing;
  const others =
    obstacle.kind === 'ending_set' ? obstacle.others : obstacle.kind === 'checks_set' ? [obstacle.other ?? ''] : [];
  return `${nothing}${units.gap}${obstacles.another(inCode(others))}`;
}

function anotherText(others: readonly string[], { obstacles, units }: Words): string {
  return others.length === 0 ? '' : `${units.gap}${obstacles.another(inCode(others))}`;
}

function inCode(options: readonly string[]): string {
  return options.map((option) => `\`${option}\``).join(', ');
}
