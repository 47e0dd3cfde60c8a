import { allHold } from '../../results/result.js';
import { Markup, markup, NOTHING } from '../markup.js';
import { plotsOf } from '../plots/plots.js';
import { type Plot, svgInPage } from '../plots/svg.js';
import { drillName, rerunCommand } from '../rerun.js';
import type { Story } from '../story.js';
import { PAGE_STYLE } from './style.js';
import { checksTable, headlinesTable, phasesTable } from './tables.js';

/** The whole report as one HTML file that asks for nothing from elsewhere, and runs no script. */
export function pageOf(story: Story, plots: readonly Plot[] = plotsOf(story)): string {
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${drillName(story)}: ${story.title}</title>
<style>
${new Markup(PAGE_STYLE)}
</style>
</head>
<body>
<main>
<header>
<p class="kicker">Drill ${drillName(story)}</p>
<h1>${story.title}</h1>
<p class="hypothesis">${story.hypothesis}</p>
</header>
${verdict(story)}
<section>
<h2>Side by side</h2>
${headlinesTable(story)}
</section>
<section>
<h2>Plots</h2>
${plots.map(
  (plot) => markup`<figure>
${svgInPage(plot)}
<figcaption>${plot.caption}</figcaption>
</figure>
`,
)}</section>
<section>
<h2>Phases</h2>
${phasesTable(story)}
</section>
<section>
<h2>How it was measured</h2>
${surroundings(story)}
</section>
</main>
</body>
</html>
`.text;
}

function verdict({ partial, checks }: Story): Markup {
  const failing = checks.filter(({ holds }) => !holds).length;
  const says =
    partial !== undefined
      ? markup`<p class="banner none" role="alert"><strong>⚠ PARTIAL RUN, NO VERDICT.</strong> ${partial}. Do not quote these figures.</p>`
      : allHold(checks)
        ? markup`<p class="banner good"><strong>✓ Every check holds</strong> (${checks.length} of ${checks.length}).</p>`
        : markup`<p class="banner bad"><strong>✗ ${failing} of ${checks.length} checks FAIL.</strong></p>`;
  return markup`<section>
<h2>Verdict</h2>
${says}
${checks.length > 0 ? checksTable(checks) : NOTHING}
</section>`;
}

function surroundings(story: Story): Markup {
  const { machine, commit, date, size, arms } = story;
  const repeats = arms.map(({ name, runs }) => `${name} ${runs.length}`).join(', ');
  const rows: [string, string][] = [
    ['machine', `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB`],
    ['system', `${machine.system}, Node ${machine.node}`],
    ['commit', commit],
    ['date', `${date.slice(0, 16).replace('T', ' ')} UTC`],
    ['size', size],
    ['runs', repeats],
  ];
  return markup`<dl>
${rows.map(
  ([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>
`,
)}</dl>
<p>The same again:</p>
<pre tabindex="0"><code>${rerunCommand(story)}</code></pre>`;
}
