/** A part of the shop that one promise rests on, and the proof that it does. */
export interface Mechanism {
  /** kebab-case, unique; what `npm run prove:guarantees -- --only` takes. */
  id: string;
  what: string;
  /** The lines that are the mechanism, each with what stands there when it is taken out. Several are taken out together. */
  without: readonly [Edit, ...Edit[]];
  /** Every one of them fails when the mechanism is taken out. */
  noticedBy: readonly [TestReference, ...TestReference[]];
  /** Proven on each run of CI, not in the full proof alone. */
  inCi?: true;
}

export interface Edit {
  /** Path from the root of the repository. */
  file: string;
  /** Text of the file, which occurs once. */
  find: string;
  replace: string;
}

export interface TestReference {
  /** Path of a spec from the root of the repository. */
  file: string;
  /** As in the source, placeholders of `it.each` included; occurs once in the file. One failing case is enough. */
  title: string;
  /** Part of the error that it ends with, where that is neither an assertion nor a wait in vain. */
  endsWith?: string;
}

export interface Guarantee {
  promise: string;
  mechanisms: readonly [Mechanism, ...Mechanism[]];
}

export interface Chapter {
  title: string;
  guarantees: readonly Guarantee[];
}

export const mechanismsOf = (chapters: readonly Chapter[]): Mechanism[] =>
  chapters.flatMap(({ guarantees }) => guarantees.flatMap(({ mechanisms }) => mechanisms));
