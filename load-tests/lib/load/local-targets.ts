import { RemoteTargetError } from './errors.js';

const LOCAL_HOSTS: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Looks at every URL in a flow's options. @throws RemoteTargetError */
export function refuseRemoteTargets(options: unknown, path = 'flowOptions'): void {
  if (typeof options === 'string') {
    if (/^[a-z][a-z0-9+.-]*:\/\//i.test(options) && !isLocal(options)) throw new RemoteTargetError(path, options);
  } else if (typeof options === 'object' && options !== null) {
    for (const [key, value] of Object.entries(options)) refuseRemoteTargets(value, `${path}.${key}`);
  }
}

function isLocal(url: string): boolean {
  return URL.canParse(url) && LOCAL_HOSTS.has(new URL(url).hostname);
}
