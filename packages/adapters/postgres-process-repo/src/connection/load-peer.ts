import { ConfigurationError } from '@frigg-crm/core';

/**
 * Loads an optional driver.
 * @throws {ConfigurationError} that names the missing package.
 */
export async function loadPeer<Module>(name: string, load: () => Promise<Module>): Promise<Module> {
  try {
    return await load();
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
    if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') throw error;
    throw new ConfigurationError(`${name} is not installed: add it to the dependencies of your program`, { cause: error });
  }
}
