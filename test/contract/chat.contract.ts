import { describe, expect, it } from 'vitest';
import type { RootMessage, ThreadPart } from '../../src/domain/text/message.ts';
import type { Chat } from '../../src/ports/chat.ts';

/** A chat with the eyes of the people in it. */
export interface ChatUnderTest {
  chat: Chat;
  channel: string;
  user: string;
  /** The root message as it is now, and how often it was edited. */
  root(ts: string): Promise<{ text: string; state: string; edits: number }>;
  /** What the thread shows, oldest first: a file's name, a table's caption, or the text. */
  parts(ts: string): Promise<string[]>;
  /** The files that stand in the channel itself, newest last: the name, and what stands above. */
  channelFiles(): Promise<{ name: string; text: string }[]>;
  /** What the person was told directly. */
  told(): Promise<string[]>;
  /** The next call of this method is refused, because the bot is not there; with `retryAfterMs` it is limited. */
  refuseNext(method: keyof Chat, retryAfterMs?: number): Promise<void>;
}

const message = (state: RootMessage['state'], line: string): RootMessage => ({
  run: 'r-7f3c0a12',
  state,
  text: line,
  lines: [line],
  context: [],
  buttons: [],
});

const PARTS: ThreadPart[] = [
  { kind: 'text', text: 'The plan' },
  { kind: 'table', caption: 'The report', columns: [{ title: 'Arm', align: 'left' }], rows: [['control']], note: null },
  { kind: 'file', name: 'record.json', title: 'Raw', alt: '', bytes: Buffer.from('{}'), comment: null },
];

/** What every {@link Chat} does. */
export function chatContract(name: string, under: () => ChatUnderTest): void {
  describe(`${name} as a chat`, () => {
    it('posts a root message and replaces it in place', async () => {
      const { chat, channel, root } = under();
      const ts = await chat.postRoot(channel, message('queued', 'it waits'));
      expect(await root(ts)).toEqual({ text: 'it waits', state: 'queued', edits: 0 });
      await chat.updateRoot({ channel, ts }, message('running', 'it runs'));
      await chat.updateRoot({ channel, ts }, message('done', 'it is done'));
      expect(await root(ts)).toEqual({ text: 'it is done', state: 'done', edits: 2 });
    });

    it('posts a message of its own, with a thread under it', async () => {
      const { chat, channel, root, parts } = under();
      const ts = await chat.postText(channel, 'A beside B');
      await chat.postPart({ channel, ts }, { kind: 'text', text: 'The numbers' });
      expect(await root(ts)).toEqual({ text: 'A beside B', state: '', edits: 0 });
      expect(await parts(ts)).toEqual(['The numbers']);
    });

    it('keeps the threads of two runs apart, and each in the order in which it was posted', async () => {
      const { chat, channel, parts } = under();
      const one = await chat.postRoot(channel, message('queued', 'one'));
      const two = await chat.postRoot(channel, message('queued', 'two'));
      for (const part of PARTS) await chat.postPart({ channel, ts: one }, part);
      await chat.postPart({ channel, ts: two }, { kind: 'text', text: 'Another' });
      expect(await parts(one)).toEqual(['The plan', 'The report', 'record.json']);
      expect(await parts(two)).toEqual(['Another']);
    });

    it('posts a file into the channel itself, with its comment above', async () => {
      const { chat, channel, channelFiles, refuseNext } = under();
      const file = {
        kind: 'file',
        name: 'path-lab.png',
        title: 'Path',
        alt: 'A path',
        bytes: Buffer.from('x'),
      } as const;
      await chat.postFile(channel, { ...file, comment: 'How it goes' });
      expect((await channelFiles()).at(-1)).toEqual({ name: 'path-lab.png', text: 'How it goes' });
      await refuseNext('postFile');
      await expect(chat.postFile(channel, { ...file, comment: null })).rejects.toMatchObject({ code: 'chat_closed' });
      expect(await channelFiles()).toHaveLength(1);
    });

    it('tells one person directly', async () => {
      const { chat, user, told } = under();
      await chat.tell(user, 'Only for you');
      expect((await told()).at(-1)).toBe('Only for you');
    });

    it('fails with chat_closed where it may not be, and with the time to wait where it is limited', async () => {
      const { chat, channel, root, refuseNext } = under();
      const ts = await chat.postRoot(channel, message('queued', 'it waits'));
      const update = () => chat.updateRoot({ channel, ts }, message('running', 'it runs'));
      await refuseNext('updateRoot');
      await expect(update()).rejects.toMatchObject({ code: 'chat_closed', retryAfterMs: null });
      await refuseNext('updateRoot', 2000);
      await expect(update()).rejects.toMatchObject({ code: 'chat_failed', retryAfterMs: 2000 });
      expect((await root(ts)).edits).toBe(0);
      await update();
      expect((await root(ts)).edits).toBe(1);
    });

    it('fails with message_gone for a message that is not there', async () => {
      const { chat, channel } = under();
      const update = chat.updateRoot({ channel, ts: '1.000001' }, message('running', 'it runs'));
      await expect(update).rejects.toMatchObject({ code: 'message_gone' });
    });
  });
}
