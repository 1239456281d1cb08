import type { SqliteDatabase } from '@frigg-crm/sqlite';

interface StoredMessage {
  readonly queue: string;
  readonly body: string;
}

/** What lies in the queues of a file, as of the last commit. */
export class StoredMessages {
  readonly #messages = new Map<number, StoredMessage>();
  readonly #onGone: (queue: string, body: string) => void;

  /** @param onGone - Called with each message that was deleted. */
  constructor(onGone: (queue: string, body: string) => void) {
    this.#onGone = onGone;
  }

  /** Reads what has changed. */
  refresh({ connection }: Pick<SqliteDatabase, 'connection'>): void {
    const rows = connection.prepare('select id, queue from frigg_queue_messages').all() as {
      readonly id: number;
      readonly queue: string;
    }[];
    const left = new Set(this.#messages.keys());
    for (const { id, queue } of rows) {
      left.delete(id);
      const known = this.#messages.get(id);
      if (known?.queue === queue) continue;
      const body = known?.body ?? String(connection.prepare('select body from frigg_queue_messages where id = ?').get(id)?.['body']);
      this.#messages.set(id, { queue, body });
    }
    for (const id of left) {
      const gone = this.#messages.get(id);
      this.#messages.delete(id);
      if (gone !== undefined) this.#onGone(gone.queue, gone.body);
    }
  }

  /** @returns the bodies of the messages of a queue. */
  of(queue: string): readonly string[] {
    return [...this.#messages.values()].filter((message) => message.queue === queue).map(({ body }) => body);
  }
}
