import type { ProcessProgress } from '@frigg-crm/core';

/** Who watches, and what exists for them. */
export interface LiveWatcher {
  /** Whether a process exists for them. It must not change while they watch: close the connection instead. */
  readonly canSee: (progress: Pick<ProcessProgress, 'userId' | 'integrationId'>) => boolean;
  /** Whether the log of an integration exists for them. @defaultValue none does */
  readonly canReadLog?: ((integrationId: string) => Promise<boolean> | boolean) | undefined;
  /** When their session ends, in milliseconds since 1970. @defaultValue never */
  readonly expiresAtMs?: number | undefined;
}

/** A line to one client. */
export interface LiveTransport {
  /** Sends a message. @param onSent - To be called when it has left this program, with whatever outcome. */
  send(text: string, onSent: () => void): void;
  /** What has been sent and has not left this program yet. */
  readonly bufferedBytes: number;
  close(code: number, reason: string): void;
}

/** What a transport reports of its client. */
export interface LiveConnection {
  /** A message of the client. */
  receive(text: string): void;
  /** The line is closed, from whichever side. */
  closed(): void;
}
