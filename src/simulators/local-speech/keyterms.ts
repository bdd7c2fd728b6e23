/**
 * Words to listen for, as Deepgram's `keyterm`: the decoder's scores of a term's tokens are raised, a little for the first
 * one, and more for the next once a term has begun. Enough to decide between what was nearly heard anyway ("check engine", not
 * "chuck engine"); with 3 instead of 2 for the next one, and "brake service" among the terms, "brakes" became "brake's".
 */
const FIRST_TOKEN = 1.5;
const NEXT_TOKEN = 2;

interface Trie {
  next: Map<number, Trie>;
}

export interface KeytermBias {
  /** Raises the scores of the tokens that begin or continue a term, given the tokens decoded so far. In place. */
  apply(scores: Float32Array, tokens: readonly number[]): void;
}

/** @param terms the tokens of each term */
export function createKeytermBias(terms: readonly (readonly number[])[]): KeytermBias {
  const root: Trie = { next: new Map() };
  let longest = 0;
  for (const term of terms) {
    longest = Math.max(longest, term.length);
    let at = root;
    for (const token of term) {
      const child = at.next.get(token) ?? { next: new Map() };
      at.next.set(token, child);
      at = child;
    }
  }
  return {
    apply(scores, tokens) {
      const raised = new Map<number, number>();
      for (const token of root.next.keys()) raised.set(token, FIRST_TOKEN);
      for (let begin = Math.max(0, tokens.length - longest); begin < tokens.length; begin++) {
        let at: Trie | undefined = root;
        for (let i = begin; i < tokens.length && at; i++) at = at.next.get(tokens[i] ?? -1);
        for (const token of at?.next.keys() ?? []) raised.set(token, NEXT_TOKEN);
      }
      for (const [token, by] of raised) scores[token] = (scores[token] ?? 0) + by;
    },
  };
}
