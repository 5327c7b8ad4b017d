/**
 * A strict reader for the part of XML 1.0 that TwiML uses: elements, attributes, text, CDATA, comments, processing instructions,
 * the five named entities and character references. A document type is refused, so there is nothing to expand.
 */

export type XmlElement = {
  name: string;
  attributes: Readonly<Record<string, string>>;
  children: XmlElement[];
  /** All text inside this element and its descendants, in order, trimmed. */
  text: string;
};

export class XmlError extends Error {
  override name = 'XmlError';
}

const MAX_DEPTH = 50;
const NAME = /[A-Za-z_][\w.:-]*/y;
const SPACE = /\s*/y;
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
// Everything that XML 1.0 does not allow as a character, surrogates aside.
// oxlint-disable-next-line no-control-regex
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

/** @throws XmlError, and nothing else, for anything that is not one well-formed document. */
export function parseXml(source: string): XmlElement {
  return new Reader(source).document();
}

class Reader {
  private readonly source: string;
  private at = 0;

  constructor(source: string) {
    this.source = source.startsWith('\ufeff') ? source.slice(1) : source;
    if (FORBIDDEN.test(this.source)) this.fail('a character that XML does not allow');
  }

  document(): XmlElement {
    this.misc();
    const root = this.element(0);
    this.misc();
    if (this.at < this.source.length) this.fail('content after the document element');
    return root;
  }

  private fail(what: string): never {
    const line = this.source.slice(0, this.at).split('\n').length;
    throw new XmlError(`line ${line}: ${what}`);
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.source);
    if (!found) return undefined;
    this.at = pattern.lastIndex;
    return found[0];
  }

  private take(text: string): boolean {
    if (!this.source.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  private expect(text: string): void {
    if (!this.take(text)) this.fail(`expected ${JSON.stringify(text)}`);
  }

  private through(end: string): string {
    const stop = this.source.indexOf(end, this.at);
    if (stop < 0) this.fail(`missing ${JSON.stringify(end)}`);
    const inside = this.source.slice(this.at, stop);
    this.at = stop + end.length;
    return inside;
  }

  /** Space, comments and processing instructions around the document element. */
  private misc(): void {
    for (;;) {
      this.match(SPACE);
      if (!this.skipMarkup()) return;
    }
  }

  private skipMarkup(): boolean {
    if (this.take('<!--')) {
      if (this.through('-->').includes('--')) this.fail('"--" inside a comment');
      return true;
    }
    if (this.take('<?')) {
      this.through('?>');
      return true;
    }
    return false;
  }

  private nameOf(what: string): string {
    return this.match(NAME) ?? this.fail(`expected ${what}`);
  }

  private element(depth: number): XmlElement {
    if (depth > MAX_DEPTH) this.fail('elements are nested too deeply');
    this.expect('<');
    const name = this.nameOf('an element name');
    const attributes = this.attributes();
    if (this.take('/>')) return { name, attributes, children: [], text: '' };
    this.expect('>');
    const children: XmlElement[] = [];
    let text = '';
    for (;;) {
      if (this.take('</')) {
        const closed = this.nameOf('the name of a closing tag');
        if (closed !== name) this.fail(`</${closed}> closes <${name}>`);
        this.match(SPACE);
        this.expect('>');
        return { name, attributes, children, text: text.trim() };
      }
      if (this.take('<![CDATA[')) {
        text += this.through(']]>');
      } else if (this.skipMarkup()) {
        continue;
      } else if (this.source[this.at] === '<') {
        const child = this.element(depth + 1);
        children.push(child);
        text += ` ${child.text} `;
      } else {
        text += this.characters();
      }
    }
  }

  private characters(): string {
    const stop = this.source.indexOf('<', this.at);
    if (stop < 0) this.fail('the document ends inside an element');
    const raw = this.source.slice(this.at, stop);
    const text = this.unescape(raw);
    this.at = stop;
    return text;
  }

  private attributes(): Record<string, string> {
    const attributes: Record<string, string> = {};
    for (;;) {
      const gap = this.match(SPACE);
      const next = this.source[this.at];
      if (next === '>' || next === '/' || next === undefined) return attributes;
      if (!gap) this.fail('expected a space before an attribute');
      const name = this.nameOf('an attribute name');
      if (Object.hasOwn(attributes, name)) this.fail(`attribute ${name} appears twice`);
      this.match(SPACE);
      this.expect('=');
      this.match(SPACE);
      const quote = this.source[this.at];
      if (quote !== '"' && quote !== "'") this.fail(`the value of ${name} is not quoted`);
      this.at++;
      const raw = this.through(quote);
      if (raw.includes('<')) this.fail(`"<" in the value of ${name}`);
      Object.defineProperty(attributes, name, { value: this.unescape(raw), enumerable: true, configurable: true });
    }
  }

  private unescape(raw: string): string {
    if (!raw.includes('&')) return raw;
    return raw.replace(/&(#x[0-9a-fA-F]{1,6}|#\d{1,7}|\w+)?(;?)/g, (whole, body: string | undefined, end: string) => {
      const named = body === undefined || !end ? undefined : this.reference(body);
      return named ?? this.fail(`unknown entity ${whole}`);
    });
  }

  private reference(body: string): string | undefined {
    if (!body.startsWith('#')) return Object.hasOwn(NAMED, body) ? NAMED[body] : undefined;
    const code = body[1] === 'x' ? parseInt(body.slice(2), 16) : Number(body.slice(1));
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return undefined;
    const char = String.fromCodePoint(code);
    return FORBIDDEN.test(char) ? undefined : char;
  }
}
