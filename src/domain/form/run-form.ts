import type { Allowed } from '../allowed.ts';
import { formatDuration } from '../duration.ts';
import type { Language } from '../language.ts';
import type { ParameterRule } from '../parameter-rules.ts';
import type { TargetLimits } from '../run-limits.ts';
import type { Scenario } from '../scenario.ts';
import { SCENARIOS } from '../scenarios.ts';
import { previewText, summaryText } from '../text/preview-text.ts';
import { type Words, wordsIn } from '../text/words.ts';
import type { Form, FormField, FormMemory, FormPart } from './form.ts';
import { type RunAnswers, rulesOf } from './run-answers.ts';
import type { RunPreview } from './run-preview.ts';
import { targetField } from './target-field.ts';

/** What the form of a run is made of. */
export interface RunFormView {
  preview: RunPreview;
  memory: Pick<FormMemory, 'channel' | 'more'>;
  /** The configured targets, each with its class. */
  targets: readonly { name: string; level: string }[];
  /** Those of the chosen target; null where it is not configured any more. */
  limits: TargetLimits | null;
  /** Why it was not started when it was sent, in mrkdwn; null where it was not. */
  refused: string | null;
}

/** The form of a run: scenario and target, the parameters that fit, then what the run would do. */
export function runForm({ preview, memory, targets, limits, refused }: RunFormView, language: Language): Form {
  const say = wordsIn(language).forms;
  const { answers, read, need } = preview;
  const { first, further } = rulesOf(answers.scenario);
  const entered = further.filter(({ key }) => answers.texts.has(key)).length;
  // A mistake is mended where it is seen.
  const more = memory.more || further.some(({ key }) => read.errors.has(key));
  const field = (rule: ParameterRule): FormPart => ({
    kind: 'field',
    field: rule.kind === 'lines' ? planField(answers, language) : fieldOf(rule, answers, limits, say),
  });
  const isKept = answers.scenario.name !== 'custom' && answers.texts.has('plan');
  return {
    name: 'run',
    title: say.runTitle(),
    submit: need === 'none' ? say.run() : say.askToRun(),
    close: say.cancel(),
    parts: [
      ...(refused === null ? [] : [{ kind: 'text' as const, text: say.refused(refused) }]),
      { kind: 'field', field: scenarioField(answers, language) },
      { kind: 'field', field: targetField(answers.target, targets, say) },
      { kind: 'small', text: summaryText(preview, language) },
      ...first.map(field),
      ...(isKept ? [{ kind: 'field' as const, field: planField(answers, language) }] : []),
      { kind: 'more', label: more ? say.fewer() : say.more(entered) },
      ...(more ? further.map(field) : []),
      ...(read.run === null ? [] : [{ kind: 'rule' as const }]),
      ...previewText(preview, language).map((text) => ({ kind: 'text' as const, text })),
    ],
    memory: { channel: memory.channel, more, kept: keptOf(answers) },
  };
}

/** A plan stays in its field, since a form remembers no text of such a length. */
function keptOf({ texts }: RunAnswers): Record<string, string> {
  return Object.fromEntries([...texts].filter(([key]) => key !== 'plan'));
}

/** The field of a plan; where another scenario was chosen since it was written, it says that it is only kept. */
function planField({ scenario, texts }: RunAnswers, language: Language): FormField {
  const { forms, custom } = wordsIn(language);
  const hint = scenario.name === 'custom' ? custom.fieldHint() : custom.fieldKept();
  const common = { key: 'plan', label: forms.label('plan'), kind: 'lines' as const, placeholder: '' };
  return { ...common, hint, value: texts.get('plan') ?? '', isNeeded: scenario.name === 'custom' };
}

function scenarioField({ scenario }: RunAnswers, language: Language): FormField {
  const { forms: say, help } = wordsIn(language);
  const options = SCENARIOS.map(({ name }) => ({ value: name, label: name }));
  const common = { key: 'scenario', label: say.label('scenario'), kind: 'choice' as const, placeholder: '' };
  return { ...common, hint: help.scenario(scenario.name, scenario.summary), value: scenario.name, options };
}

function fieldOf(
  rule: ParameterRule,
  { scenario, texts }: RunAnswers,
  limits: TargetLimits | null,
  say: Words['forms'],
): FormField {
  const { key } = rule;
  const common = { key, label: say.label(key), placeholder: say.defaultHint(defaultOf(rule, scenario)) };
  const { kind, options } = rule;
  if (options === undefined) {
    return { ...common, hint: say.hint(key, allowedOn(rule, limits)), kind, value: texts.get(key) ?? '' };
  }
  const shown = options.map((value) => ({ value, label: value }));
  return { ...common, hint: '', kind, value: texts.get(key) ?? rule.defaultText, options: shown };
}

function defaultOf({ key, defaultText }: ParameterRule, { defaultValueMs, setting }: Scenario): string {
  if (key === 'observe') return setting === null ? '15s' : '15s, treatment up to 45s';
  return key === 'value' && defaultValueMs !== null ? formatDuration(defaultValueMs) : defaultText;
}

/** What a parameter may be within what the target allows. */
function allowedOn({ key, allowed }: ParameterRule, limits: TargetLimits | null): Allowed {
  if (limits === null || !('max' in allowed)) return allowed;
  if (key === 'clients') return { ...allowed, max: limits.clients };
  return key === 'observe' ? { ...allowed, max: limits.observe_ms } : allowed;
}
