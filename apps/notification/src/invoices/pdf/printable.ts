/** What the 14 standard fonts of PDF can show beyond Latin-1 (WinAnsi encoding, PDF 32000-1, annex D). */
const WIN_ANSI_EXTRAS = new Set('€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ');
/** Letters that do not come apart into a plain letter and an accent. */
const PLAIN: Readonly<Record<string, string>> = {
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  ı: 'i',
  ħ: 'h',
  Ħ: 'H',
  ŧ: 't',
  Ŧ: 'T',
  ș: 's',
  ț: 't',
};
const COMBINING_MARKS = /\p{M}/gu;
const SUBSTITUTE = '?';

const isPrintable = (char: string): boolean =>
  (char >= ' ' && char <= '~') || (char >= '\u00a0' && char <= '\u00ff') || WIN_ANSI_EXTRAS.has(char);

/** Text as the invoice's fonts can show it: accents that they lack are dropped, letters of other scripts become `?`. */
export function printable(text: string): string {
  let shown = '';
  for (const char of text.normalize('NFC')) {
    if (isPrintable(char)) {
      shown += char;
      continue;
    }
    const plain = PLAIN[char] ?? char.normalize('NFKD').replace(COMBINING_MARKS, '');
    shown += plain !== '' && Array.from(plain).every(isPrintable) ? plain : SUBSTITUTE;
  }
  return shown;
}
