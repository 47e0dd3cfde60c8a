import { type Markup, markup, Markup as Made } from '../markup.js';
import { WIDTH } from './layout.js';
import { colours, PLOT_STYLE } from './theme.js';

/** One picture, in the middle of a page as well as in a file of its own. */
export interface Plot {
  /** Ends the file's name: `latency`, `goodput`, `distribution`, `probe`. */
  key: string;
  title: string;
  /** In words, for those who cannot see it. */
  description: string;
  /** What has to be known to read it. */
  caption: string;
  height: number;
  body: Markup;
}

/** A whole SVG file, that follows the reader's light or dark mode also where it is shown as an image. */
export function svgFile(plot: Plot): string {
  const style = new Made(`${colours('.plot')}\n${PLOT_STYLE}`);
  return markup`<svg xmlns="http://www.w3.org/2000/svg" class="plot" width="${WIDTH}" height="${plot.height}" style="max-width:100%;height:auto" ${attributes(plot)}>
${texts(plot)}
<style>
${style}
</style>
<rect class="paper" width="${WIDTH}" height="${plot.height}"/>
${plot.body}
</svg>
`.text;
}

/** A part of a page whose style sheet holds {@link PLOT_STYLE} and the colours. */
export const svgInPage = (plot: Plot): Markup => markup`<svg class="plot" ${attributes(plot)}>
${texts(plot)}
${plot.body}
</svg>`;

const attributes = ({ key, height }: Plot): Markup =>
  markup`viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="${key}-title ${key}-desc"`;

const texts = ({ key, title, description }: Plot): Markup =>
  markup`<title id="${key}-title">${title}</title><desc id="${key}-desc">${description}</desc>`;
