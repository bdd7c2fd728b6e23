/** The sound of a stream, as long as it may still be asked for. Positions are samples since the stream began. */
export class Tape {
  #pieces: Float32Array[] = [];
  #start = 0;
  #end = 0;

  get end(): number {
    return this.#end;
  }

  append(sound: Float32Array): void {
    if (sound.length === 0) return;
    this.#pieces.push(sound);
    this.#end += sound.length;
  }

  /** A copy; what is not (or no longer) there is silence. */
  slice(from: number, to: number): Float32Array {
    const result = new Float32Array(Math.max(0, to - from));
    let at = this.#start;
    for (const piece of this.#pieces) {
      if (at < to && at + piece.length > from) {
        const first = Math.max(0, from - at);
        result.set(piece.subarray(first, Math.min(piece.length, to - at)), at + first - from);
      }
      at += piece.length;
    }
    return result;
  }

  forget(before: number): void {
    while (this.#pieces[0] && this.#start + this.#pieces[0].length <= before) {
      this.#start += this.#pieces[0].length;
      this.#pieces.shift();
    }
  }
}
