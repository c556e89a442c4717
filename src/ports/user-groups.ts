/**
 * The chat's groups of people.
 * Not in here: making or changing them, and their names.
 */
export interface UserGroups {
  /** Whether a person is in a group, as the chat had it a minute ago at most. @throws AppError `chat_failed` */
  has(group: string, user: string): Promise<boolean>;
}
