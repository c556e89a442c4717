import type { Words } from '../text/words.ts';
import type { FormField } from './form.ts';

/** Most options of a choice. */
const MAX_OPTIONS = 100;

/** The choice of a target; the chosen one is among the options however many there are. */
export function targetField(
  target: string,
  targets: readonly { name: string; level: string }[],
  say: Words['forms'],
): FormField {
  const chosen = targets.filter(({ name }) => name === target);
  const others = targets.filter(({ name }) => name !== target);
  const shown = [...chosen, ...others].slice(0, MAX_OPTIONS).map(({ name }) => name);
  const options = targets
    .filter(({ name }) => shown.includes(name))
    .map(({ name, level }) => ({ value: name, label: name === level ? name : `${name} (${level})` }));
  const value = chosen.length === 0 ? '' : target;
  return { key: 'on', label: say.label('on'), hint: '', kind: 'choice', value, placeholder: '', options };
}
