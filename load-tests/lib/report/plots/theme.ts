/** Colours by what they are for. Those of arms and text have a contrast of 4.5 to the paper and more (WCAG 2.2, 1.4.3). */
export interface Palette {
  paper: string;
  ink: string;
  /** Text of less weight. */
  soft: string;
  grid: string;
  /** Behind the trigger phases. */
  shade: string;
  good: string;
  bad: string;
  arms: readonly [string, string, string, string];
}

export const LIGHT: Palette = {
  paper: '#ffffff',
  ink: '#1f2328',
  soft: '#59636e',
  grid: '#d1d9e0',
  shade: '#f0eadf',
  good: '#116329',
  bad: '#b3261e',
  arms: ['#b23b00', '#0550ae', '#6639ba', '#116329'],
};

export const DARK: Palette = {
  paper: '#0d1117',
  ink: '#e6edf3',
  soft: '#9da7b1',
  grid: '#30363d',
  shade: '#262117',
  good: '#6fdd8b',
  bad: '#ff9a92',
  arms: ['#ff9d6f', '#79b8ff', '#d2a8ff', '#7ee787'],
};

/** Black on white; arms are told apart by markers, p50 and p99 by dashes. */
export const PRINT: Palette = {
  paper: '#ffffff',
  ink: '#000000',
  soft: '#000000',
  grid: '#c4c4c4',
  shade: '#ececec',
  good: '#000000',
  bad: '#000000',
  arms: ['#000000', '#000000', '#000000', '#000000'],
};

/** Lets a selector's elements take their colours from the custom properties `--paper`, `--ink`, `--arm0` … */
export function colours(selector: string): string {
  return [
    `${selector}{color-scheme:light dark;${properties(LIGHT)}}`,
    `@media (prefers-color-scheme:dark){${selector}{${properties(DARK)}}}`,
    `@media print{${selector}{${properties(PRINT)}}}`,
  ].join('\n');
}

function properties({ arms, ...single }: Palette): string {
  const all = [...Object.entries(single), ...arms.map((colour, index) => [`arm${index}`, colour] as const)];
  return all.map(([name, value]) => `--${name}:${value}`).join(';');
}

/** What is drawn how. On a narrow screen the whole plot shrinks, so its text is set larger; the layout leaves room for that. */
export const PLOT_STYLE = `.plot text{font:12px system-ui,sans-serif;fill:var(--ink)}
.plot .title{font-weight:600}
.plot .soft{fill:var(--soft)}
.plot .end{text-anchor:end}
.plot .middle{text-anchor:middle}
.plot .paper{fill:var(--paper)}
.plot .shade{fill:var(--shade)}
.plot .grid{stroke:var(--grid);fill:none}
.plot .axis{stroke:var(--soft);fill:none}
.plot .offered{stroke:var(--soft);fill:none;stroke-dasharray:1 3;stroke-linecap:round;stroke-width:1.5}
.plot .line{fill:none;stroke-width:1.7;stroke-linejoin:round;stroke-linecap:round}
.plot .dashed{stroke-dasharray:5 4;stroke-width:1.3}
.plot .thin{stroke-width:1}
.plot .open{fill:var(--paper);stroke-width:1.5}
.plot .band{fill-opacity:.16;stroke:none}
${[0, 1, 2, 3].map((arm) => `.plot .s${arm}{stroke:var(--arm${arm})}.plot .f${arm}{fill:var(--arm${arm})}`).join('\n')}
@media (max-width:520px){.plot text{font-size:18px}}`;
