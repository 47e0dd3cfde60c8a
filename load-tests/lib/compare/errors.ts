/** A file that cannot be compared; the message names the file, what is wrong with it and the way out. */
export class ComparisonError extends Error {
  readonly code = 'cannot-compare';

  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}
