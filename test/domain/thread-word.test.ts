import { expect, it } from 'vitest';
import { readThreadWord } from '../../src/domain/thread-word.ts';

it('a word in a thread is understood however it is ended and spaced', () => {
  expect(['Why?', ' run  again ', 'status', 'Explain', '', '?', 'raw data.'].map(readThreadWord)).toEqual([
    'why',
    'again',
    'status',
    'why',
    'help',
    'help',
    'raw',
  ]);
});

it('a command or anything else is no such word', () => {
  expect(['explain nlb', 'run baseline', 'status r-7f3c', 'thanks'].map(readThreadWord)).toEqual([
    null,
    null,
    null,
    null,
  ]);
});
