import type { HomePage } from '../domain/home.ts';

/** The bot's home page of each person. Not in here: who opens it, and what is pressed on it. */
export interface HomePages {
  /** Shows a person their page, in the place of the one before. @throws AppError `chat_failed` */
  publish(user: string, page: HomePage): Promise<void>;
}
