import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pageOf } from './page/page.js';
import { plotsOf } from './plots/plots.js';
import { svgFile } from './plots/svg.js';
import type { Story } from './story.js';

/**
 * Writes `<name>.html` and `<name>-<plot>.svg`, each whole or not at all; when one cannot be written, none takes the place of what
 * was there.
 * @returns the page's path
 */
export async function saveReport(story: Story, folder: string): Promise<string> {
  const plots = plotsOf(story);
  const page = join(folder, `${story.name}.html`);
  const files = new Map([
    ...plots.map((plot) => [join(folder, `${story.name}-${plot.key}.svg`), svgFile(plot)] as const),
    [page, pageOf(story, plots)] as const,
  ]);
  await mkdir(folder, { recursive: true });
  const draftOf = (file: string) => `${file}.${process.pid}.part`;
  try {
    for (const [file, text] of files) await writeFile(draftOf(file), text);
    for (const file of files.keys()) await rename(draftOf(file), file);
  } finally {
    await Promise.allSettled([...files.keys()].map((file) => rm(draftOf(file), { force: true })));
  }
  return page;
}
