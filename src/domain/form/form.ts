/** The forms that people fill in. */
export const FORM_NAMES = ['run', 'recommend'] as const;
export type FormName = (typeof FORM_NAMES)[number];

/** One of the values that a field takes. */
export interface FormOption {
  value: string;
  label: string;
}

/** What is asked. All texts are plain. */
export interface FormField {
  key: string;
  label: string;
  hint: string;
  /** `whole` and `decimal` take a number, `lines` a text of many. */
  kind: 'choice' | 'text' | 'lines' | 'whole' | 'decimal';
  /** What it shows; '' for nothing. */
  value: string;
  /** What is meant by nothing. */
  placeholder: string;
  /** Whether there is nothing that is meant by nothing; so has every choice. */
  isNeeded?: boolean;
  /** Of a choice. */
  options?: readonly FormOption[];
}

/** A part of a form, from the top down: a field, a text in mrkdwn, small print, or a button that shows more or less. */
export type FormPart =
  | { kind: 'field'; field: FormField }
  | { kind: 'text' | 'small'; text: string }
  | { kind: 'rule' }
  | { kind: 'more'; label: string };

/** What has to be known again when a person does something in an open form. */
export interface FormMemory {
  /** Where it was asked for. */
  channel: string;
  /** Whether the settings that few people need are shown. */
  more: boolean;
  /** What was entered into fields that are not shown, by key. */
  kept: Readonly<Record<string, string>>;
}

/** A form as a person sees it. */
export interface Form {
  name: FormName;
  /** At most 24 characters, as are the names of its buttons. */
  title: string;
  submit: string;
  close: string;
  parts: FormPart[];
  memory: FormMemory;
}

/** What a person has entered so far. */
export interface FilledForm {
  name: FormName;
  memory: FormMemory;
  /** By key, of every field that is shown; '' where nothing was entered. */
  values: ReadonlyMap<string, string>;
}

/** Characters that a field of one line takes; the longest answer of any is shorter. */
export const FIELD_LENGTH = 40;

/** Everything that was entered and is not empty, whether it is shown or not. */
export function enteredIn({ memory, values }: FilledForm): Map<string, string> {
  const all = new Map([...Object.entries(memory.kept), ...values]);
  return new Map([...all].map(([key, text]) => [key, text.trim()] as const).filter(([, text]) => text !== ''));
}
