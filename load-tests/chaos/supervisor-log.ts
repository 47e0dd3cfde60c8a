/** Something that the shop's supervisor said. */
export interface SupervisorNote {
  atMs: number;
  text: string;
}

/** What the supervisor says while it keeps the processes running. */
export class SupervisorLog {
  readonly notes: SupervisorNote[] = [];
  private readonly ends = new Map<string, number>();

  constructor(private readonly nowMs: () => number) {}

  line = (text: string): void => {
    const [, name] = /^! (\S+) (?:was ended by|ended with)/.exec(text) ?? [];
    if (name !== undefined) this.ends.set(name, (this.ends.get(name) ?? 0) + 1);
    // What follows is the end of a log, which is kept anyway.
    const [first = ''] = text.trim().split('\n', 1);
    this.notes.push({ atMs: this.nowMs(), text: first });
  };

  /** How often processes ended that nobody had killed: what dies of another's death has a defect. */
  unplannedEnds(killed: readonly string[]): string[] {
    const left = new Map(this.ends);
    for (const name of killed) left.set(name, (left.get(name) ?? 0) - 1);
    return [...left].flatMap(([name, count]) => (count > 0 ? [`${name} ${count} times`] : []));
  }

  /** What a reader of the timeline wants to know beside the kills themselves. */
  get remarkable(): SupervisorNote[] {
    return this.notes.filter(({ text }) => /had lost|did not start|do not answer|answer again/.test(text));
  }
}
