import type { Check } from '../../results/result.js';
import { figure, rangeText, type Spread } from '../figure.js';
import { type Markup, markup } from '../markup.js';
import { type PhaseFigures, phaseFigures } from '../phase-figures.js';
import type { Story } from '../story.js';

/** A table that a narrow screen scrolls sideways, by keyboard too. */
const wide = (label: string, table: Markup): Markup =>
  markup`<div class="scroll" role="region" aria-label="${label}" tabindex="0">
${table}
</div>`;

export function checksTable(checks: readonly Check[]): Markup {
  return wide(
    'Checks',
    markup`<table>
<thead><tr><th scope="col">Verdict</th><th scope="col">Check</th><th scope="col" class="number">Measured</th><th scope="col" class="number">Promised</th></tr></thead>
<tbody>
${checks.map(
  ({ name, value, unit, limit, holds }) =>
    markup`<tr><td class="${holds ? 'good' : 'bad'}">${holds ? '✓ holds' : '✗ FAILS'}</td><th scope="row">${name}</th><td class="number">${figure(value)} ${unit}</td><td class="number">${limitText(limit)}</td></tr>
`,
)}</tbody>
</table>`,
  );
}

const SIGNS: Readonly<Record<string, string>> = { '<=': '≤', '>=': '≥', '=': '=' };

function limitText(limit: string): string {
  const [sign = '', value] = limit.split(' ');
  return `${SIGNS[sign] ?? sign} ${figure(Number(value))}`;
}

export function headlinesTable({ headlines, arms }: Story): Markup {
  if (headlines.length === 0) return markup`<p>There are no figures to set side by side.</p>`;
  return wide(
    'Side by side',
    markup`<table>
<thead><tr><th scope="col">Median of the repeats</th>${arms.map(({ name }) => markup`<th scope="col" class="number">${name}</th>`)}</tr></thead>
<tbody>
${headlines.map(
  ({ name, unit, values }) =>
    markup`<tr><th scope="row">${name}, ${unit}</th>${arms.map((arm) => markup`<td class="number figure">${figure(values[arm.name])}</td>`)}</tr>
`,
)}</tbody>
</table>`,
  );
}

const COLUMNS: readonly { heading: string; read: (figures: PhaseFigures) => Spread | null }[] = [
  { heading: 'due /s', read: ({ offeredPerSecond }) => offeredPerSecond },
  { heading: 'goodput /s', read: ({ goodputPerSecond }) => goodputPerSecond },
  { heading: 'p50 ms', read: ({ p50Ms }) => p50Ms },
  { heading: 'p90 ms', read: ({ p90Ms }) => p90Ms },
  { heading: 'p99 ms', read: ({ p99Ms }) => p99Ms },
  { heading: 'p99.9 ms', read: ({ p999Ms }) => p999Ms },
  { heading: 'max ms', read: ({ maxMs }) => maxMs },
  { heading: 'refused', read: ({ refused }) => refused },
  { heading: 'failed', read: ({ failed }) => failed },
];

export function phasesTable({ arms }: Story): Markup {
  const all = phaseFigures(arms);
  if (all.length === 0) return markup`<p>No phase was run.</p>`;
  return markup`${wide(
    'Phases',
    markup`<table class="dense">
<thead><tr><th scope="col">Phase</th><th scope="col">Arm</th>${COLUMNS.map(({ heading }) => markup`<th scope="col" class="number">${heading}</th>`)}<th scope="col">Most frequent errors</th></tr></thead>
<tbody>
${all.map(
  (figures) =>
    markup`<tr class="${figures.role}"><th scope="row">${figures.phase}${figures.role === 'trigger' && figures.phase !== 'trigger' ? ' (trigger)' : ''}</th><td>${figures.arm}</td>${COLUMNS.map(({ read }) => markup`<td class="number">${spread(read(figures))}</td>`)}<td class="errors">${errorsText(figures)}</td></tr>
`,
)}</tbody>
</table>`,
  )}
<p class="note">Latency of ok answers from when they were due, medians of the repeats, and below them the lowest and the highest.</p>`;
}

/** The median, and below it how far the repeats lie apart. */
const spread = (of: Spread | null): Markup => {
  const range = rangeText(of);
  return range === '' ? markup`${figure(of?.median)}` : markup`${figure(of?.median)}<small>${range}</small>`;
};

const errorsText = ({ errors }: PhaseFigures): string =>
  errors.length === 0 ? '–' : errors.map(({ label, count }) => `${label} ${figure(count)} ×`).join(', ');
