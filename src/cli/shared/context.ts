/** Where a command writes. */
export interface Output {
  /** What the command was asked for: standard output. */
  result(text: string): void;
  /** Everything else: standard error. */
  progress(text: string): void;
}

/** What a command gets from its surroundings, so that a test can give it others. */
export interface CommandContext {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly output: Output;
  /** A command sets it where it ends without an error, and yet not with 0. */
  exitCode: number;
}

export const processContext = (): CommandContext => ({
  environment: process.env,
  output: { result: (text) => console.log(text), progress: (text) => console.error(text) },
  exitCode: 0,
});

/** A result for programs: one JSON document. */
export const json = (value: unknown): string => JSON.stringify(value, null, 2);
