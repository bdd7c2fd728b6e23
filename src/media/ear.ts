import { BYTES_PER_MS } from './mulaw.ts';

export type SoundListener = (sound: Buffer, at: number) => void;

/** A recogniser that is not there after 10 s is not coming; older words would be answered too late. */
const KEPT_AT_MOST = 10_000 * BYTES_PER_MS;

/** Whoever listens to the caller; what is heard before somebody does is kept and told first. */
export class Ear {
  #listener: SoundListener | undefined;
  #kept: { sound: Buffer; at: number }[] = [];
  #keptBytes = 0;

  get listening(): boolean {
    return this.#listener !== undefined;
  }

  hear(sound: Buffer, at: number): void {
    if (this.#listener) {
      this.#listener(sound, at);
      return;
    }
    this.#kept.push({ sound, at });
    this.#keptBytes += sound.length;
    while (this.#keptBytes > KEPT_AT_MOST) this.#keptBytes -= this.#kept.shift()?.sound.length ?? 0;
  }

  /** Listens instead of whoever did before. Returns the way to stop. */
  listen(listener: SoundListener): () => void {
    this.#listener = listener;
    const kept = this.#kept;
    this.#kept = [];
    this.#keptBytes = 0;
    for (const { sound, at } of kept) listener(sound, at);
    return () => {
      if (this.#listener === listener) this.#listener = undefined;
    };
  }
}
