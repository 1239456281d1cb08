const MAX_FRAMES = 6;

/**
 * @returns where an error was thrown, as `function file:line:column`, innermost first. Never its message, which may quote
 * personal data.
 */
export function stackFramesOf(error: unknown): readonly string[] {
  if (!(error instanceof Error) || typeof error.stack !== 'string') return [];
  const { message, stack } = error;
  const begin = stack.indexOf(message) + message.length;
  const frames = stack.slice(begin).matchAll(/^\s+at (?:(.+) \()?(\S+:\d+:\d+)\)?$/gm);
  return [...frames].slice(0, MAX_FRAMES).map(([, name, place]) => (name === undefined ? `${place}` : `${name} ${place}`));
}
