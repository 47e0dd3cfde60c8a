/** A GitHub table. Cells may hold Markdown; a bar or a line break in them is escaped. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(escapeCell).join(' | ')} |`;
  return [line(header), `| ${header.map(() => '---').join(' | ')} |`, ...rows.map(line)].join('\n');
}

export function code(text: string): string {
  return `\`${text}\``;
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ');
}

/**
 * `text` with everything between `<!-- generated:name -->` and `<!-- /generated:name -->` replaced.
 * @throws {Error} when the markers are not there exactly once and in order.
 */
export function replaceBlock(text: string, name: string, content: string): string {
  const [opening, closing] = [`<!-- generated:${name} -->`, `<!-- /generated:${name} -->`];
  const start = text.indexOf(opening);
  const end = text.indexOf(closing);
  const isUnique = text.indexOf(opening, start + 1) === -1 && text.indexOf(closing, end + 1) === -1;
  if (start === -1 || end < start || !isUnique) {
    throw new Error(
      `expected once "${opening}" and after it "${closing}"; put both lines back where the block belongs`,
    );
  }
  return `${text.slice(0, start + opening.length)}\n\n${content.trim()}\n\n${text.slice(end)}`;
}

/** The first line in which two texts differ, as a hint for people; undefined when they are equal. */
export function firstDifference(actual: string, expected: string): string | undefined {
  if (actual === expected) return undefined;
  const [was, is] = [actual.split('\n'), expected.split('\n')];
  const index = is.findIndex((line, at) => line !== was[at]);
  const at = index === -1 ? is.length : index;
  return [`line ${at + 1}`, `  - ${was[at] ?? '(end of file)'}`, `  + ${is[at] ?? '(end of file)'}`].join('\n');
}
