import { readFile } from 'node:fs/promises';
import { ComparisonError } from './errors.js';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT:
    'there is no such file. Relative paths start where the command was called; npm run drill writes results, and says where.',
  EISDIR: 'it is a folder. Name the .json file in it.',
  EACCES: 'it may not be read by this user.',
};

/** @throws ComparisonError when there is no such file, or it is not JSON, with the byte and line where it stops being that */
export async function readJson(file: string): Promise<unknown> {
  const text = await readText(file);
  if (text.trim() === '')
    throw new ComparisonError(`${file} is empty. Was the run that should have written it interrupted?`);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ComparisonError(whyNotJson(file, text, error as SyntaxError));
  }
}

async function readText(file: string): Promise<string> {
  try {
    // Windows' editors begin a file with a byte order mark, which JSON does not allow.
    return (await readFile(file, 'utf8')).replace(/^\ufeff/, '');
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new ComparisonError(`${file} cannot be read: ${REASONS[code] ?? message}`);
  }
}

function whyNotJson(file: string, text: string, { message }: SyntaxError): string {
  if (/^\s*\{"(type|metric)":/.test(text)) {
    return `${file} is k6's stream of single points (--out json), not a summary: take the file that --summary-export wrote.`;
  }
  const position = faultIn(text, message);
  if (position >= text.trimEnd().length || message.includes('Unterminated')) {
    const line = text.trimEnd().split('\n').length;
    return `${file} is cut off: the file ends at byte ${Buffer.byteLength(text)}, line ${line}, and its JSON goes on. Copy it again, or run again.`;
  }
  const fault = message.replace(/( in JSON)? at position.*$/s, '');
  return `${file} is not JSON, at ${placeIn(text.slice(0, position))}: ${fault}. Name a file that npm run drill, a benchmark or k6 wrote.`;
}

const placeIn = (before: string): string => `byte ${Buffer.byteLength(before)}, line ${before.split('\n').length}`;

/** Where the parser gave up. Of some faults its message does not tell: they are where the first part ends that it cannot take. */
function faultIn(text: string, message: string): number {
  const told = positionIn(message, text.length);
  if (told !== undefined) return told;
  let [good, bad] = [0, text.length];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (canGoOn(text.slice(0, middle))) good = middle;
    else bad = middle;
  }
  return good;
}

function canGoOn(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    const { message } = error as SyntaxError;
    return message.includes('Unterminated') || positionIn(message, text.length) === text.length;
  }
}

function positionIn(message: string, length: number): number | undefined {
  const told = /at position (\d+)/.exec(message)?.[1];
  if (told !== undefined) return Number(told);
  return message.includes('end of JSON input') ? length : undefined;
}
