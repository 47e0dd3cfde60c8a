/**
 * The file as a whole cannot be replayed. Found in the first pass, before anything is placed. `code` is stable; the message
 * names the place and the way out.
 */
export class InputError extends Error {
  constructor(
    readonly code:
      | 'not-readable'
      | 'empty-file'
      | 'not-csv'
      | 'wrong-encoding'
      | 'wrong-header'
      | 'broken-record'
      | 'cut-off'
      | 'file-changed'
      | 'nothing-to-place',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}
