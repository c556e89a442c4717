import { changesService, serviceChange } from '../condition.ts';
import { codeText, escapeMrkdwn } from './escape-mrkdwn.ts';
import type { Plan } from './plan.ts';
import { serviceDiff } from './service-diff.ts';
import type { Words } from './words.ts';

/** The exact change of Envoy's configuration, of each arm that has one of its own; '' where it stays as it is. */
export function diffText(whole: Plan, words: Words): string {
  const { arms, diff, diffs = [], topology, isChecked } = whole;
  const { plan, custom } = words;
  const unchecked = isChecked ? '' : `\n${plan.unchecked()}`;
  const fenced = (text: string): string => `\`\`\`\n${escapeMrkdwn(text)}\n\`\`\``;
  if (diffs.length > 0) {
    const each = diffs.map(
      (one) =>
        `${custom.diffOf(one.arms.map(codeText).join(words.units.comma), codeText(topology.config.name))}\n${fenced(one.diff)}`,
    );
    return `${each.join('\n')}${unchecked}`;
  }
  if (diff === '' || !arms.some((arm) => arm.setting !== null)) return '';
  const settings = arms.filter((arm) => arm.setting !== null);
  const config = codeText(topology.config.name);
  const where = settings.length === 1 ? plan.change(config) : plan.changes(settings[0]?.name ?? '', config);
  return `${where}\n${fenced(diff)}${unchecked}`;
}

/** The exact change of the Service, by the names that Kubernetes has for it; '' where it stays as it is. */
export function serviceDiffText({ arms, topology: { service } }: Plan, { plan }: Words): string {
  const change = serviceChange(arms.find(({ conditions }) => changesService(conditions))?.conditions ?? []);
  const diff = serviceDiff(service, change);
  return diff === '' ? '' : `${plan.changesService(codeText(service.name))}\n\`\`\`\n${escapeMrkdwn(diff)}\n\`\`\``;
}
