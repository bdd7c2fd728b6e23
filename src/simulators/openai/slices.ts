/** Numbers from 0 to 1, the same ones for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Cuts bytes into writes of 1 to `most` bytes, wherever that falls: the client has to put characters and lines together. */
export function slices(bytes: Uint8Array, most: number, random: () => number): Uint8Array[] {
  const cut: Uint8Array[] = [];
  for (let i = 0; i < bytes.length; ) {
    const size = 1 + Math.floor(random() * most);
    cut.push(bytes.subarray(i, i + size));
    i += size;
  }
  return cut;
}
