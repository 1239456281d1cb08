import { GrowingBytes } from './growing-bytes.ts';

/** A body, or why there is none: answer with this status. */
export type BodyRead = { readonly kind: 'read'; readonly rawBody: Uint8Array } | { readonly kind: 'refused'; readonly status: 400 | 413 };

export interface ReadBodyOptions {
  /** More bytes are refused, and not held in memory. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/** A body of up to so many times the limit is read to its end and discarded: a client that still sends would miss the response. */
const DRAINED = 8;

/** Reads a body whole, as it came. What breaks off, or is shorter than the request said, is refused. */
export async function readBody({ headers, body }: Request, { maxBytes, signal }: ReadBodyOptions): Promise<BodyRead> {
  const declared = headers.get('content-length');
  if (declared !== null && !/^\d{1,15}$/.test(declared)) return { kind: 'refused', status: 400 };
  if (Number(declared) > maxBytes * DRAINED) return { kind: 'refused', status: 413 };
  const rawBody = body === null ? new Uint8Array() : await collect(body, { maxBytes, signal });
  if (rawBody === 'too large') return { kind: 'refused', status: 413 };
  if (rawBody === 'broken' || rawBody.byteLength < Number(declared)) return { kind: 'refused', status: 400 };
  return { kind: 'read', rawBody };
}

async function collect(
  body: ReadableStream<Uint8Array>,
  { maxBytes, signal }: ReadBodyOptions,
): Promise<Uint8Array | 'broken' | 'too large'> {
  const reader = body.getReader();
  // A client that has disconnected makes `cancel` reject, which concerns no caller.
  const cancel = (): void => void reader.cancel().catch(() => undefined);
  signal.addEventListener('abort', cancel, { once: true });
  const collected = new GrowingBytes(maxBytes);
  let bytes = 0;
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      bytes += next.value.byteLength;
      if (bytes > maxBytes * DRAINED) {
        cancel();
        return 'too large';
      }
      if (bytes <= maxBytes) collected.append(next.value);
    }
    return bytes > maxBytes ? 'too large' : collected.whole();
  } catch {
    return 'broken';
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}
