/** DI token: the name of the service, as the topology has it. */
export const MESSAGING_SERVICE = Symbol('MESSAGING_SERVICE');
