type Cell = string | number;

/** Figures of a proof, as they go into a note. */
export interface Table {
  title: string;
  columns: readonly string[];
  rows: readonly (readonly Cell[])[];
}

/** What a proof has found. It holds when there is no failure. */
export interface Report {
  tables: readonly Table[];
  /** One line each: what was expected, what was got. */
  failures: readonly string[];
}

/** Something that is shown to hold, in minutes. */
export interface Proof {
  name: string;
  /** What it shows, in half a sentence. */
  shows: string;
  /** Rejects only when it cannot be carried out. `tell` says what is being done. */
  prove(tell: (step: string) => void): Promise<Report>;
}
