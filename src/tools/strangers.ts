const DAY = 86_400_000;
const MOST_KEPT = 10_000;

/**
 * Failures for numbers that nobody has. They lock like a customer does: a number that never locked would be known to be nobody's. Kept in this
 * process alone, and bounded; the table of failures wants a customer.
 */
export interface Strangers {
  /** Oldest first. */
  failuresOf(phoneNumber: string): readonly Date[];
  record(phoneNumber: string, at: Date): void;
}

export function createStrangers(): Strangers {
  const failures = new Map<string, Date[]>();
  return {
    failuresOf: (phoneNumber) => failures.get(phoneNumber) ?? [],
    record(phoneNumber, at) {
      const recent = (failures.get(phoneNumber) ?? []).filter((failure) => at.getTime() - failure.getTime() < 2 * DAY);
      // Put last again: the first in the map is the one that has been quiet for longest.
      failures.delete(phoneNumber);
      failures.set(phoneNumber, [...recent, at]);
      const quietest = failures.keys().next();
      if (failures.size > MOST_KEPT && !quietest.done) failures.delete(quietest.value);
    },
  };
}
