/** Names and values of a form body. A name that comes more than once keeps all its values: the signature covers them. */
export type Form = Readonly<Record<string, string | string[]>>;

/** Reads `application/x-www-form-urlencoded`. Never throws: what is not encoded well is taken as it stands. */
export function parseForm(body: string): Form {
  const values = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(body)) values.set(name, [...(values.get(name) ?? []), value]);
  return Object.fromEntries([...values].map(([name, all]) => [name, all.length === 1 ? (all[0] ?? '') : all]));
}

/** One field of a form: its first value; undefined when it is missing. */
export function fieldOf(form: Form, name: string): string | undefined {
  const value = Object.hasOwn(form, name) ? form[name] : undefined;
  return Array.isArray(value) ? value[0] : value;
}
