/** The run did not follow the protocol, so nothing can be said of either arm. */
export class ProtocolError extends Error {
  readonly code = 'protocol-not-followed';

  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}
