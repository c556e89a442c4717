import type { Words } from '../en/en.ts';
import { advice } from './advice.ts';
import { allowed } from './allowed.ts';
import { answer, noEffect, price, titles } from './answer.ts';
import { answers } from './answers.ts';
import { charts } from './charts.ts';
import { clients } from './clients.ts';
import { comparison } from './comparison.ts';
import { custom } from './custom.ts';
import { doctor } from './doctor.ts';
import { ended, recovery } from './ended.ts';
import { explain } from './explain.ts';
import { failures } from './failures.ts';
import { forms } from './forms.ts';
import { gates } from './gates.ts';
import { buttons, going } from './going.ts';
import { help } from './help.ts';
import { home } from './home.ts';
import { conditions, loss } from './loss.ts';
import { moves } from './moves.ts';
import { noise } from './noise.ts';
import { obstacles } from './obstacles.ts';
import { path } from './path.ts';
import { plan } from './plan.ts';
import { report } from './report.ts';
import { schedule } from './schedule.ts';
import { service } from './service.ts';
import { spread } from './spread.ts';
import { story } from './story.ts';
import { sweep } from './sweep.ts';
import { history, targets } from './targets.ts';
import { units } from './units.ts';
import { way } from './way.ts';
import { mechanisms, why } from './why.ts';

/** Every sentence in Japanese, by topic. */
export const ja: Words = {
  advice,
  allowed,
  answer,
  answers,
  buttons,
  charts,
  clients,
  comparison,
  conditions,
  doctor,
  custom,
  ended,
  explain,
  failures,
  forms,
  gates,
  going,
  help,
  history,
  home,
  loss,
  mechanisms,
  noEffect,
  moves,
  noise,
  obstacles,
  path,
  plan,
  price,
  recovery,
  report,
  schedule,
  service,
  spread,
  story,
  sweep,
  targets,
  titles,
  units,
  way,
  why,
};
