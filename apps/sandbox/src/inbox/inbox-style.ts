import { createHash } from 'node:crypto';

/** System fonts and colours of both schemes with a contrast of at least 7:1 for text (WCAG 2.2, AAA). */
export const INBOX_STYLE = `
:root {
  color-scheme: light dark;
  --page: light-dark(#f2f5f7, #0f1519);
  --card: light-dark(#ffffff, #182127);
  --text: light-dark(#17212b, #e8eef2);
  --quiet: light-dark(#44515c, #b4c1ca);
  --line: light-dark(#d3dce2, #2f3c45);
  --accent: light-dark(#06508a, #8ccbff);
}
* { box-sizing: border-box }
body { margin: 0; background: var(--page); color: var(--text); font: 1rem/1.55 system-ui, sans-serif }
main, header { max-width: 46rem; margin: 0 auto; padding: 0 1rem }
header { padding-top: 2rem }
h1 { margin: 0; font-size: 1.6rem; letter-spacing: -0.01em }
header p { margin: 0.25rem 0 1.25rem; color: var(--quiet) }
ol { list-style: none; margin: 0; padding: 0 }
article, .empty { background: var(--card); border: 1px solid var(--line); border-radius: 0.75rem; padding: 1rem 1.25rem; margin-bottom: 1rem }
h2 { margin: 0; font-size: 1.1rem; overflow-wrap: anywhere }
.to { margin: 0.15rem 0 0; color: var(--quiet); font-size: 0.92rem; overflow-wrap: anywhere }
.text { margin: 0.9rem 0 0; white-space: pre-wrap; overflow-wrap: anywhere; font: 0.88rem/1.55 ui-monospace, monospace }
.shortened { margin: 0.5rem 0 0; color: var(--quiet); font-size: 0.92rem }
.files { margin: 0.9rem 0 0; padding: 0; list-style: none; display: flex; flex-wrap: wrap; gap: 0.5rem }
.files a, nav a { display: inline-block; border: 1px solid var(--line); border-radius: 0.5rem; padding: 0.4rem 0.75rem }
.files span { color: var(--quiet) }
a { color: var(--accent); text-underline-offset: 0.15em; overflow-wrap: anywhere }
a:hover { text-decoration-thickness: 2px }
a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
nav { display: flex; gap: 0.75rem; padding: 0.25rem 0 2.5rem }
`;

const STYLE_HASH = createHash('sha256').update(INBOX_STYLE).digest('base64');

/** The page loads nothing and runs nothing; its one style is allowed by its hash. */
export const INBOX_POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
