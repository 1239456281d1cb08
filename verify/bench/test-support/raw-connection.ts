import { createConnection, type Socket } from 'node:net';

/** A kept-alive connection that sends prepared requests one after the other: the generator must not cost what is measured. */
export class RawConnection {
  readonly #socket: Socket;
  #received = '';
  #wait: { readonly resolve: (status: number) => void; readonly reject: (error: Error) => void } | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => this.#read(text));
    const fail = (): void => this.#wait?.reject(new Error('the connection was closed'));
    socket.on('error', fail);
    socket.on('close', fail);
  }

  static async open(port: number): Promise<RawConnection> {
    const socket = createConnection({ host: '127.0.0.1', port, noDelay: true });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return new RawConnection(socket);
  }

  /** @returns the status of the response. @throws {Error} when the connection ends before. */
  async send(request: Buffer): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#wait = { resolve, reject };
      if (this.#socket.destroyed) reject(new Error('the connection was closed'));
      else this.#socket.write(request);
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(text: string): void {
    this.#received += text;
    const headEnd = this.#received.indexOf('\r\n\r\n');
    if (headEnd < 0) return;
    const head = this.#received.slice(0, headEnd).toLowerCase();
    const length = Number(/content-length: (\d+)/.exec(head)?.[1] ?? '0');
    const end = headEnd + 4 + length;
    if (head.includes('transfer-encoding: chunked') ? !this.#received.endsWith('0\r\n\r\n') : this.#received.length < end) return;
    this.#received = '';
    this.#wait?.resolve(Number(head.slice(9, 12)));
  }
}
