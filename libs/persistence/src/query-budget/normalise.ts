/** Of texts put together at run time (lists of any length) there is no end. */
const MOST_KNOWN = 1_000;
/** Beyond this a text is a list of rows; what kind of statement it is stands at its beginning. */
const LONGEST_READ = 10_000;
const READ_OF_LONGER = 2_000;

/**
 * Names in quotes, strings (E'…' with escapes, $tag$…$tag$), parameters, comments, words, numbers, white space. Words are matched
 * so that the digits in them are not.
 */
const TOKENS =
  /"(?:[^"]|"")*"|\b[eE]'(?:[^'\\]|\\[^]|'')*'|'(?:[^']|'')*'|\$((?:[A-Za-z_]\w*)?)\$[^]*?\$\1\$|\$\d+|--[^\n]*|\/\*[^]*?\*\/|[A-Za-z_][\w$]*|(?<=[=<>(,]\s*)-?\d[\w.]*|\d[\w.]*|\s+/g;
const VALUE = /^(?:['$\d-]|[eE]')/;
const COMMENT = /^(?:--|\/\*)/;
/** `?, ?, ?` and `?::uuid, ?::uuid` */
const LIST = /(\?(?:::[\w[\]]+)?)(?: ?, ?\1)+/g;
/** `(?, DEFAULT), (?, DEFAULT)` */
const ROWS = /(\((?:[^()]|\([^()]*\))*\))(?: ?, ?\1)+/g;
const TRANSACTION_CONTROL =
  /^(?:BEGIN|START TRANSACTION|COMMIT|END|ROLLBACK|ABORT|SAVEPOINT|RELEASE|SET|RESET|DISCARD|PREPARE TRANSACTION)\b/i;

/**
 * A statement without what differs from one execution to the next: values, parameters and numbers are `?`, lists and rows of
 * any length one of their kind, white space and comments a blank. The same loop makes the same text, whatever it looks for.
 */
export function normalise(text: string): string {
  const read = text.length > LONGEST_READ ? text.slice(0, READ_OF_LONGER) : text;
  return read
    .replaceAll(TOKENS, (token) => {
      if (COMMENT.test(token)) return ' ';
      if (VALUE.test(token)) return '?';
      return token.trim() === '' ? ' ' : token;
    })
    .replaceAll(/ {2,}/g, ' ')
    .replace(/[ ;]+$/, '')
    .trimStart()
    .replaceAll(LIST, '$1')
    .replaceAll(ROWS, '$1');
}

const known = new Map<string, string>();

/** {@link normalise}, remembered; blank for transaction control (BEGIN, COMMIT, SET, …), which asks for nothing. */
export function normalised(text: string): string {
  const before = known.get(text);
  if (before !== undefined) return before;
  const normal = normalise(text);
  const found = TRANSACTION_CONTROL.test(normal) ? '' : normal;
  if (text.length <= LONGEST_READ) {
    // Rather than the least used: hot texts are back at once, and nothing has to be kept in order.
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(text, found);
  }
  return found;
}

/** For a line of text: what is selected is dropped first, what is asked for last. */
export function shortened(statement: string, longest = 300): string {
  if (statement.length <= longest) return statement;
  const head = Math.floor(longest / 4);
  return `${statement.slice(0, head)} … ${statement.slice(head + 3 - longest)}`;
}
