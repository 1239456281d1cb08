import type { CallOptions } from '@frigg-crm/core';

export interface ReadBodyOptions extends CallOptions {
  /** Decoded bytes that are read at most; the rest is cancelled. */
  readonly maxBytes: number;
}

/**
 * Reads a body as UTF-8 text, chunk by chunk, so that no more than `maxBytes` are ever held. Aborting cancels it.
 * @returns `undefined` when the body is larger; it is cancelled then.
 * @throws whatever the stream fails with: a cut connection, a false compression.
 */
export async function readBody({ body, headers }: Response, { maxBytes, signal }: ReadBodyOptions): Promise<string | undefined> {
  if (body === null) return '';
  if (Number(headers.get('content-length') ?? 0) > maxBytes) {
    cancelBody(body);
    return undefined;
  }
  const reader = body.getReader();
  const cancel = (): void => cancelBody(reader);
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    return await readChunks(reader, maxBytes);
  } finally {
    signal?.removeEventListener('abort', cancel);
  }
}

async function readChunks(reader: ReadableStreamDefaultReader<Uint8Array>, maxBytes: number): Promise<string | undefined> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    bytes += chunk.value.byteLength;
    if (bytes > maxBytes) {
      cancelBody(reader);
      return undefined;
    }
    text += decoder.decode(chunk.value, { stream: true });
  }
  return text + decoder.decode();
}

/** Frees the connection of a body that is not needed. Not awaited: nothing that a body still does changes what is known. */
export function cancelBody(body: { cancel(): Promise<void> } | null): void {
  body?.cancel().catch(() => undefined);
}
