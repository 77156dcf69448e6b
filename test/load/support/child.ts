import { type ChildProcess, fork } from 'node:child_process';

export interface ChildOptions {
  readonly arguments?: readonly string[];
  /** Beside the parent's own. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Another process of the benchmark. Each order gets one answer, in order; besides, the child may send messages. */
export class Child {
  readonly #waiting: { resolve(answer: unknown): void; reject(error: Error): void }[] = [];
  readonly #process: ChildProcess;
  #receive: (message: unknown) => void = () => undefined;
  #end: number | string | null = null;

  private constructor(file: string, options: ChildOptions) {
    this.#process = fork(file, options.arguments ?? [], {
      env: { ...process.env, ...options.environment },
      execArgv: ['--enable-source-maps', '--expose-gc'],
      // Carries typed arrays as they are.
      serialization: 'advanced',
    });
    this.#process.on('message', (message) => {
      // Children speak through `serveCommands` and `send` alone.
      const said = message as { readonly answer: unknown } | { readonly message: unknown };
      if ('answer' in said) this.#waiting.shift()?.resolve(said.answer);
      else this.#receive(said.message);
    });
    this.#process.on('exit', (code, signal) => {
      this.#end = code ?? signal;
      for (const { reject } of this.#waiting.splice(0)) reject(this.#fault());
    });
  }

  /** Starts a program that is built beside this one, and waits until it says that it is ready. */
  static async start<Ready>(file: string, options: ChildOptions = {}): Promise<{ child: Child; ready: Ready }> {
    const child = new Child(file, options);
    return { child, ready: await child.#answer<Ready>() };
  }

  ask<Answer>(order: object): Promise<Answer> {
    const answer = this.#answer<Answer>();
    if (this.#end === null) this.#process.send(order);
    return answer;
  }

  onMessage<Message>(receive: (message: Message) => void): void {
    // What a program sends is described where it is written.
    this.#receive = receive as (message: unknown) => void;
  }

  async end(): Promise<void> {
    if (this.#end !== null) return;
    const exited = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill('SIGKILL');
    await exited;
  }

  #answer<Answer>(): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.#end !== null) reject(this.#fault());
      // What a program answers is said where it is written.
      else this.#waiting.push({ resolve: resolve as (answer: unknown) => void, reject });
    });
  }

  #fault(): Error {
    return new Error(`A process of the benchmark ended with ${this.#end}`);
  }
}
