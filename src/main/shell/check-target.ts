import { knownTarget } from '../../app/answer-targets.ts';
import { checkAllowed } from '../../app/submit-run.ts';
import type { Command } from '../../domain/command.ts';
import type { CustomPlan } from '../../domain/custom/custom-plan.ts';
import { messageAndAdvice } from '../../domain/error-message.ts';
import { completeParameters } from '../../domain/parameters.ts';
import type { ApprovalNeed } from '../../domain/run.ts';
import { commandText } from '../../domain/text/command-text.ts';
import { scheduleAnswers } from '../../domain/text/schedule-text.ts';
import { type Config, shellLanguage } from '../config.ts';
import { plainText } from './plain-message.ts';

/** What the profile of a command's target refuses, or that there is none; found before anything is started. */
export function targetProblem(command: Command, config: Config, custom?: CustomPlan): string | null {
  const targets = new Map(config.targets.map((profile) => [profile.name, profile.limits]));
  try {
    if (command.name === 'targets' || command.name === 'recover' || command.name === 'recommend') {
      knownTarget({ targets }, command.target ?? config.defaultTarget);
    }
    if (command.name === 'approve')
      return 'A run that waits in Slack is approved there; the shell confirms its own with confirm=HASH.';
    if (command.name === 'schedule') return scheduleAnswers(shellLanguage(process.env)).notAtShell();
    if ((command.name === 'history' || command.name === 'show') && config.redisUrl === null)
      return `A shell keeps no runs, so there is none to ${command.name === 'show' ? 'show' : 'list'}: set REDIS_URL to that of a bot, or look into out/.`;
    if (command.name !== 'run') return null;
    const { scenario, given, sweep } = command;
    const target = command.target ?? config.defaultTarget;
    const parameters = completeParameters(scenario, given, 0, sweep, custom, targets.get(target));
    checkAllowed({ targets }, target, command.scenario.name, parameters);
    if (command.dry || needOf(config, command) !== 'second-person') return null;
    const line = commandText(command.scenario.name, target, parameters);
    return `Target ${target} wants a second person's approval, which the shell can not give. In Slack: ${line}`;
  } catch (cause) {
    return plainText(messageAndAdvice(cause));
  }
}

/** Whose word the command needs; only a run that changes something needs one. */
export function needOf(config: Config, command: Command): ApprovalNeed {
  if (command.name !== 'run' || command.dry) return 'none';
  const name = command.target ?? config.defaultTarget;
  return config.targets.find((profile) => profile.name === name)?.approval ?? 'none';
}

/** The one target that a command may change; '' for none. */
export function touchedBy(command: Command, config: Config): string {
  if (command.name !== 'run' && command.name !== 'recover') return '';
  return command.name === 'run' && command.dry ? '' : (command.target ?? config.defaultTarget);
}
