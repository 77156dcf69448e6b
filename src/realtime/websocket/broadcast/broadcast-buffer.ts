import { SharedMessage } from './shared-message';

/** The buffer takes no more at once; later messages wait in the log, and are merged there. */
const MESSAGES_MAX = 16;
const BYTES_MAX = 64 * 1024;

/** A message and the index of the log behind it. */
export interface BufferedMessage {
  readonly message: SharedMessage;
  readonly index: number;
}

/** The messages that some members of a group have received and others have not, oldest first. */
export class BroadcastBuffer {
  readonly #messages: BufferedMessage[] = [];
  /** By the place of its first message: everything from there on, to be written at once. */
  #joined: (SharedMessage | undefined)[] = [];
  #bytes = 0;
  #end = 0;

  get count(): number {
    return this.#messages.length;
  }

  get hasRoom(): boolean {
    return this.#messages.length < MESSAGES_MAX && this.#bytes < BYTES_MAX;
  }

  /** The index behind the newest message that there ever was. */
  get end(): number {
    return this.#end;
  }

  add(message: SharedMessage, index: number): void {
    this.#messages.push({ message, index });
    this.#joined = [];
    this.#bytes += message.bytes;
    this.#end = index;
  }

  dropOldest(count: number): void {
    for (const { message } of this.#messages.splice(0, count)) this.#bytes -= message.bytes;
    this.#joined = [];
  }

  /** What a member is missing that has received everything up to `index`. */
  since(index: number): readonly BufferedMessage[] {
    return this.#messages.slice(this.#placeOf(index));
  }

  /** The same as one piece. Members next to each other usually miss the same, so it is built once for all of them. */
  joinedSince(index: number): SharedMessage {
    const place = this.#placeOf(index);
    let joined = this.#joined[place];
    if (joined === undefined) {
      joined = SharedMessage.join(this.#messages.slice(place).map(({ message }) => message));
      this.#joined[place] = joined;
    }
    return joined;
  }

  #placeOf(index: number): number {
    let place = this.#messages.length;
    while (place > 0 && (this.#messages[place - 1]?.index ?? 0) > index) place -= 1;
    return place;
  }
}
