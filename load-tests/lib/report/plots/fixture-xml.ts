/** For specs: what an XML parser would complain of. Knows what our own SVG is made of: no comments, no CDATA, no prologue. */
export function faultsInXml(text: string): string[] {
  const faults = !/[^\P{Cc}\t\n\r]|\p{Cs}/u.test(text) ? [] : ['has characters that XML does not allow'];
  const open: string[] = [];
  const style = /<style>[^<&]*<\/style>/g;
  const parts = text
    .trim()
    .replace(style, '')
    .split(/(<[^>]*>)/);
  for (const part of parts) {
    const tag = /^<(\/?)([a-z]+)((?: [\w:-]+="[^"<&]*(?:&(?:amp|lt|gt|quot|#39);[^"<&]*)*")*) ?(\/?)>$/i.exec(part);
    if (tag) {
      const [, closing, name = '', attributes = '', empty] = tag;
      const names = [...attributes.matchAll(/ ([\w:-]+)=/g)].map(([, attribute]) => attribute);
      if (new Set(names).size < names.length) faults.push(`twice the same attribute: ${part}`);
      if (closing === '/' && open.pop() !== name) faults.push(`closes what is not open: ${part}`);
      if (closing === '' && empty === '') open.push(name);
    } else if (/[<>]|&(?!(amp|lt|gt|quot|#39);)/.test(part)) {
      faults.push(`not well-formed: ${part}`);
    }
  }
  return open.length > 0 ? [...faults, `not closed: ${open.join(', ')}`] : faults;
}

/** A text's place, as large as it can become: on a narrow screen, in a wide font. */
export interface Box {
  text: string;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export function textBoxes(svg: string, size = 18, character = 0.6): Box[] {
  return [...svg.matchAll(/<text class="([^"]*)" x="([^"]*)" y="([^"]*)">([^<]*)<\/text>/g)].map(
    ([, kind = '', x, y, escaped = '']) => {
      const text = escaped.replace(/&[^;]+;/g, '&');
      const width = text.length * size * character;
      const left = Number(x) - (kind.includes('end') ? width : kind.includes('middle') ? width / 2 : 0);
      return { text, left, right: left + width, top: Number(y) - size * 0.75, bottom: Number(y) + size * 0.2 };
    },
  );
}

export function overlapping(boxes: readonly Box[]): string[] {
  return boxes.flatMap((a, index) =>
    boxes
      .slice(index + 1)
      .filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
      .map((b) => `"${a.text}" and "${b.text}"`),
  );
}
