import type { ConnectorDescriptor } from '@frigg-crm/crm-base';
import { nameOf } from './flag.ts';
import { SERVE_FLAGS } from './serve-flags.ts';
import type { ServeSettings } from './serve-settings.ts';
import { unknownVariables } from './unknown-variables.ts';
import { isLoopbackUrl } from './values.ts';

/** @returns what can be used, and is probably not meant, a line each. */
export function serveWarnings(
  { publicUrl = '' }: Pick<ServeSettings, 'publicUrl'>,
  env: Readonly<Record<string, string | undefined>>,
  connectors: readonly ConnectorDescriptor[],
): readonly string[] {
  const unknown = unknownVariables(env, connectors).map(
    ({ name, nearest }) => `${name} is read by no command${nearest === undefined ? '' : `; ${nearest} is`}`,
  );
  const isOpen = publicUrl.startsWith('http:') && !isLoopbackUrl(publicUrl);
  const plain = `${nameOf(SERVE_FLAGS.publicUrl)}: is http: others on the network can read passwords and keys, and browsers make no passkeys`;
  return isOpen ? [...unknown, plain] : unknown;
}
