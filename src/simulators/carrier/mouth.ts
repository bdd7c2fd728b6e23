const SILENCE = 0xff;

/** `cut`: the call or its stream ended before all of it was sent. */
export type Spoke = 'sent' | 'cut';

type Item =
  | { type: 'sound'; sound: Buffer; sent: number; began: () => void; done: (how: Spoke) => void }
  | { type: 'gap'; ms: number; done: (how: Spoke) => void };

/** The caller's voice: pieces of sound and gaps, one after the other, taken frame by frame; silence in between. */
export class Mouth {
  #items: Item[] = [];

  /** `began` is told when the first frame of it is taken. */
  speak(sound: Buffer, began: () => void): Promise<Spoke> {
    return new Promise((done) => this.#items.push({ type: 'sound', sound, sent: 0, began, done }));
  }

  /** No media for so long; the time stamps jump. */
  gap(ms: number): Promise<Spoke> {
    return new Promise((done) => this.#items.push({ type: 'gap', ms, done }));
  }

  /** The next frame: sound (the last of a piece filled up with silence), `null` for silence, or a gap. */
  next(
    bytes: number,
  ): { sound: Buffer | null; done?: (how: Spoke) => void } | { gapMs: number; done: (how: Spoke) => void } {
    const [item] = this.#items;
    if (item === undefined) return { sound: null };
    if (item.type === 'gap') {
      this.#items.shift();
      return { gapMs: item.ms, done: item.done };
    }
    if (item.sent === 0) item.began();
    const frame = item.sound.subarray(item.sent, item.sent + bytes);
    item.sent += bytes;
    const sound = frame.length === bytes ? frame : Buffer.concat([frame, Buffer.alloc(bytes - frame.length, SILENCE)]);
    if (item.sent < item.sound.length) return { sound };
    this.#items.shift();
    return { sound, done: item.done };
  }

  /** Whatever was still to be said is not said. */
  cut(): void {
    const items = this.#items;
    this.#items = [];
    for (const { done } of items) done('cut');
  }
}

export function silentFrame(bytes: number): Buffer {
  return Buffer.alloc(bytes, SILENCE);
}
