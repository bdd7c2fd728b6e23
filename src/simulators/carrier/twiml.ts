/** One element of a TwiML document. `text` is its own character data, trimmed. */
export interface TwimlElement {
  name: string;
  attributes: Readonly<Record<string, string>>;
  children: TwimlElement[];
  text: string;
}

/** Twilio's error 12100: the document is no XML, or no TwiML. */
export class TwimlError extends Error {}

const TOKEN =
  /<\?[^>]*\?>|<!--[\s\S]*?-->|<\/([A-Za-z][\w.-]*)\s*>|<([A-Za-z][\w.-]*)((?:\s+[A-Za-z][\w:.-]*\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/y;
const ATTRIBUTE = /([A-Za-z][\w:.-]*)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/**
 * Parses the XML that TwiML uses: elements, attributes, text, comments, the five entities and character references.
 * No CDATA, no doctype: the helper libraries make none.
 * @throws {TwimlError} on anything else, and when the root is not `Response`
 */
export function parseTwiml(xml: string): TwimlElement {
  const top: TwimlElement = { name: '', attributes: {}, children: [], text: '' };
  const open: TwimlElement[] = [top];
  const source = xml.trim();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const at = TOKEN.lastIndex;
    const token = TOKEN.exec(source);
    if (!token) throw new TwimlError(`expected XML, got something else at character ${at}`);
    const [, closes, opens, attributes = '', selfClosing, text] = token;
    const parent = open.at(-1) ?? top;
    if (opens !== undefined) {
      const element: TwimlElement = { name: opens, attributes: readAttributes(attributes), children: [], text: '' };
      parent.children.push(element);
      if (selfClosing === '') open.push(element);
    } else if (closes !== undefined) {
      if (open.length < 2 || parent.name !== closes)
        throw new TwimlError(`expected </${parent.name}>, got </${closes}>`);
      open.pop();
      parent.text = parent.text.trim();
    } else if (text !== undefined) parent.text += unescaped(text);
  }
  const unclosed = open.at(-1);
  if (unclosed !== top) throw new TwimlError(`expected </${unclosed?.name}>, got the end`);
  const [root, ...others] = top.children;
  if (root?.name !== 'Response' || others.length > 0 || top.text.trim() !== '')
    throw new TwimlError(`expected one <Response>, got ${root === undefined ? 'none' : `<${root.name}>`}`);
  return root;
}

function readAttributes(source: string): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [, name = '', double, single] of source.matchAll(ATTRIBUTE)) {
    if (name in attributes) throw new TwimlError(`expected each attribute once, got ${name} twice`);
    attributes[name] = unescaped(double ?? single ?? '');
  }
  return attributes;
}

function unescaped(text: string): string {
  return text.replace(/&([^;&\s]*);?/g, (whole, name: string) => {
    const code = name.match(/^#(?:x([0-9a-fA-F]+)|(\d+))$/);
    const character = code
      ? String.fromCodePoint(Number.parseInt(code[1] ?? code[2] ?? '', code[1] ? 16 : 10))
      : ENTITIES[name];
    if (character === undefined || !whole.endsWith(';')) throw new TwimlError(`expected an entity, got ${whole}`);
    return character;
  });
}
