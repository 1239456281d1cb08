import { Buffer } from 'node:buffer';
import { BSON } from 'mongodb';
import { asDoc, type Doc } from './document.ts';
import { badValue } from './server-error.ts';

/** Numbers are those of the wire protocol (mongodb/specifications, "OP_MSG"; manual: MongoDB Wire Protocol). */
const HEADER_BYTES = 16;
const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const CHECKSUM_PRESENT = 1;
const MORE_TO_COME = 2;

/** A command as it came over the wire. */
export interface WireMessage {
  readonly requestId: number;
  readonly opCode: number;
  readonly database: string;
  readonly command: Doc;
  /** The client expects no response. */
  readonly isUnacknowledged: boolean;
}

/** @returns the length of the first message in the bytes, `undefined` when even its header is not complete. */
export function messageLength(bytes: Buffer): number | undefined {
  return bytes.length < HEADER_BYTES ? undefined : bytes.readInt32LE(0);
}

/** Reads one whole message. */
export function readMessage(bytes: Buffer): WireMessage {
  const requestId = bytes.readInt32LE(4);
  const opCode = bytes.readInt32LE(12);
  if (opCode === OP_QUERY) return { requestId, opCode, ...readQuery(bytes), isUnacknowledged: false };
  if (opCode !== OP_MSG) throw badValue(`this test server does not know the operation ${opCode}`);
  const flags = bytes.readUInt32LE(HEADER_BYTES);
  if ((flags & CHECKSUM_PRESENT) !== 0) throw badValue('this test server reads no checksums');
  const command = readSections(bytes);
  return { requestId, opCode, database: String(command['$db']), command, isUnacknowledged: (flags & MORE_TO_COME) !== 0 };
}

/** @returns the bytes of the response to the message. */
export function writeReply({ requestId, opCode }: Pick<WireMessage, 'requestId' | 'opCode'>, reply: Doc): Buffer {
  const body = BSON.serialize(reply, { ignoreUndefined: true });
  const isMessage = opCode === OP_MSG;
  // OP_MSG: flags, and the kind of the section. OP_REPLY: flags, cursor, first document, number of documents.
  const prefix = Buffer.alloc(isMessage ? 5 : 20);
  if (!isMessage) prefix.writeInt32LE(1, 16);
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeInt32LE(HEADER_BYTES + prefix.length + body.length, 0);
  header.writeInt32LE(requestId, 8);
  header.writeInt32LE(isMessage ? OP_MSG : OP_REPLY, 12);
  return Buffer.concat([header, prefix, body]);
}

/** The first word of a client is still spoken in the old protocol: flags, name, how many to skip and to return, document. */
function readQuery(bytes: Buffer): Pick<WireMessage, 'database' | 'command'> {
  const start = HEADER_BYTES + 4;
  const end = bytes.indexOf(0, start);
  return { database: bytes.toString('utf8', start, end).split('.')[0] ?? '', command: readDocument(bytes, end + 9) };
}

/** A body, and lists of documents that belong into it. */
function readSections(bytes: Buffer): Doc {
  let command: Doc = {};
  for (let at = HEADER_BYTES + 4; at < bytes.length;) {
    const kind = bytes.readUInt8(at);
    const length = bytes.readInt32LE(at + 1);
    if (kind === 0) {
      // The body names the command, so its fields come first, wherever it is.
      command = { ...readDocument(bytes, at + 1), ...command };
    } else {
      const end = bytes.indexOf(0, at + 5);
      command = { ...command, [bytes.toString('utf8', at + 5, end)]: readDocuments(bytes, end + 1, at + 1 + length) };
    }
    at += 1 + length;
  }
  return command;
}

function readDocuments(bytes: Buffer, from: number, to: number): readonly Doc[] {
  const docs: Doc[] = [];
  for (let at = from; at < to; at += bytes.readInt32LE(at)) docs.push(readDocument(bytes, at));
  return docs;
}

function readDocument(bytes: Buffer, at: number): Doc {
  return asDoc(BSON.deserialize(bytes.subarray(at, at + bytes.readInt32LE(at))), 'a message');
}
