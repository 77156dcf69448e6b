import { SharedMessage } from './shared-message';

/** No more is under way at once; what comes meanwhile waits in the log, and is joined there. */
const messagesMax = 16;
const bytesMax = 64 * 1024;

/** A message and the index of the log behind it. */
export interface Told {
  readonly message: SharedMessage;
  readonly index: number;
}

/** The messages that some members of a group have and others have not, oldest first. */
export class UnderWay {
  readonly #told: Told[] = [];
  /** By the place of its first message: everything from there on, to be written at once. */
  #togethers: (SharedMessage | undefined)[] = [];
  #bytes = 0;
  #end = 0;

  get count(): number {
    return this.#told.length;
  }

  get hasRoom(): boolean {
    return this.#told.length < messagesMax && this.#bytes < bytesMax;
  }

  /** The index behind the newest that there ever was. */
  get end(): number {
    return this.#end;
  }

  add(message: SharedMessage, index: number): void {
    this.#told.push({ message, index });
    this.#togethers = [];
    this.#bytes += message.bytes;
    this.#end = index;
  }

  dropOldest(count: number): void {
    for (const { message } of this.#told.splice(0, count)) this.#bytes -= message.bytes;
    this.#togethers = [];
  }

  /** What somebody has not who has everything up to `index`. */
  since(index: number): readonly Told[] {
    return this.#told.slice(this.#placeOf(index));
  }

  /** The same as one piece. Members next to each other mostly lack the same, so it is made once for all of them. */
  together(index: number): SharedMessage {
    const place = this.#placeOf(index);
    let together = this.#togethers[place];
    if (together === undefined) {
      together = SharedMessage.together(this.#told.slice(place).map(({ message }) => message));
      this.#togethers[place] = together;
    }
    return together;
  }

  #placeOf(index: number): number {
    let place = this.#told.length;
    while (place > 0 && (this.#told[place - 1]?.index ?? 0) > index) place -= 1;
    return place;
  }
}
