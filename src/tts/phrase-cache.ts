/**
 * The sound of phrases that are said again and again (a greeting without a name, holding phrases, apologies), so that they
 * start at once. In memory, for the life of the process; the least recently used goes first when it is full.
 */
export interface PhraseCache {
  /** From now on this text is kept once it has been synthesised. */
  keep(text: string): void;
  isKept(text: string): boolean;
  get(model: string, text: string): Buffer | undefined;
  /** Ignored for texts that are not kept. */
  put(model: string, text: string, sound: Buffer): void;
}

export function createPhraseCache({
  maxBytes,
  texts = [],
}: {
  maxBytes: number;
  texts?: Iterable<string>;
}): PhraseCache {
  const kept = new Set(texts);
  const sounds = new Map<string, Buffer>();
  let bytes = 0;
  const keyOf = (model: string, text: string) => `${model}\n${text}`;

  function forget(key: string): void {
    bytes -= sounds.get(key)?.length ?? 0;
    sounds.delete(key);
  }

  return {
    keep: (text) => {
      kept.add(text);
    },
    isKept: (text) => kept.has(text),
    get(model, text) {
      const key = keyOf(model, text);
      const sound = sounds.get(key);
      if (!sound) return undefined;
      sounds.delete(key);
      sounds.set(key, sound);
      return sound;
    },
    put(model, text, sound) {
      if (!kept.has(text) || sound.length === 0 || sound.length > maxBytes) return;
      const key = keyOf(model, text);
      forget(key);
      sounds.set(key, sound);
      bytes += sound.length;
      for (const oldest of sounds.keys()) {
        if (bytes <= maxBytes) return;
        forget(oldest);
      }
    },
  };
}
