import type { Story } from './story.js';

/** What the story is called where drills are listed: the files of a partial run have a suffix. */
export function drillName({ name, partial }: Pick<Story, 'name' | 'partial'>): string {
  return partial === undefined ? name : name.replace(/-partial$/, '');
}

/** The command line that makes it again, read from the size: `ci, 1 instead of 3 repeats, only unprotected, bare`. */
export function rerunCommand(story: Pick<Story, 'name' | 'partial' | 'size'>): string {
  const { size } = story;
  const repeats = /(\d+) instead of \d+ repeats/.exec(size)?.[1];
  const arms = /only (.+)$/.exec(size)?.[1]?.replaceAll(', ', ',');
  return [
    `npm run drill -- ${drillName(story)}`,
    ...(/^ci\b/.test(size) ? ['--size ci'] : []),
    ...(repeats === undefined ? [] : [`--repeats ${repeats}`]),
    ...(arms === undefined ? [] : [`--arm ${arms}`]),
  ].join(' ');
}
