import { messageOf } from '../errors.ts';

/** What a child process can be asked: by name, with one argument at most. */
export type Api = Record<string, (argument: never) => Promise<unknown>>;

export interface Ask {
  id: number;
  name: string;
  argument: unknown;
}
export type Answer = { id: number; value: unknown } | { id: number; error: string } | { ready: unknown };

/** The child's side: tells the parent that it is ready and answers what it asks, until the parent is gone. */
export function answerParent(api: Api, ready: unknown): void {
  const tell = (answer: Answer) => process.send?.(answer);
  process.on('message', (message) => {
    const { id, name, argument } = message as Ask;
    const asked = api[name] as ((argument: unknown) => Promise<unknown>) | undefined;
    if (!asked) return;
    asked(argument).then(
      (value) => tell({ id, value }),
      (error: unknown) => tell({ id, error: messageOf(error) }),
    );
  });
  process.on('disconnect', () => process.exit(0));
  tell({ ready });
}

/** The settings that the parent gave when it started this process. */
export function settingsFromParent<T>(): T {
  return JSON.parse(process.argv[2] ?? 'null') as T;
}
