/** What templates may name. */
export type Values = Readonly<Record<string, unknown>>;

/** A template names something that is not there. */
export class TemplateError extends Error {}

export type Filters = Readonly<Record<string, (value: string) => string>>;

const PLACE = /\{\{\s*([\w.]+)\s*(?:\|\s*(\w+)\s*)?\}\}/g;

/**
 * Fills `{{path.to.value}}` and `{{path | filter}}` in every text of a tree. A text that is one template and nothing else
 * becomes the value itself, whatever its type.
 * @throws {TemplateError} naming the path and what is there instead
 */
export function fill<T>(tree: T, values: Values, filters: Filters = {}): T {
  return filled(tree, values, filters) as T;
}

function filled(tree: unknown, values: Values, filters: Filters): unknown {
  if (typeof tree === 'string') return filledText(tree, values, filters);
  if (Array.isArray(tree)) return tree.map((item) => filled(item, values, filters));
  if (typeof tree !== 'object' || tree === null) return tree;
  return Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, filled(value, values, filters)]));
}

function filledText(text: string, values: Values, filters: Filters): unknown {
  const places = [...text.matchAll(PLACE)];
  const [only] = places;
  if (only && places.length === 1 && only[0] === text) return valueAt(only, values, filters);
  return text.replace(PLACE, (...match) => String(valueAt(match as unknown as RegExpMatchArray, values, filters)));
}

function valueAt([, path = '', filter]: RegExpMatchArray, values: Values, filters: Filters): unknown {
  const value = path.split('.').reduce<unknown>((at, key) => {
    const next = typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[key] : undefined;
    if (next === undefined) throw new TemplateError(`{{${path}}}: expected a value at ${key}, got ${described(at)}`);
    return next;
  }, values);
  if (filter === undefined) return value;
  const apply = filters[filter];
  if (!apply) throw new TemplateError(`{{${path} | ${filter}}}: expected one of ${Object.keys(filters).join(', ')}`);
  return apply(String(value));
}

function described(at: unknown): string {
  if (typeof at !== 'object' || at === null) return JSON.stringify(at) ?? 'nothing';
  return `only ${Object.keys(at).join(', ') || 'nothing'}`;
}
