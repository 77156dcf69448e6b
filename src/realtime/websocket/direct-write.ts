import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { getSystemErrorName } from 'node:util';

/** What Node passes to the operating system's part of a socket for each write. */
interface WriteRequest {
  buffer?: Uint8Array;
  oncomplete?: (status: number) => void;
}

/** That part, as Node's own streams use it. */
interface SocketHandle {
  /** Returns 0 or the negative number of an error; undefined once the socket is gone. */
  writeBuffer(request: WriteRequest, bytes: Uint8Array): number | undefined;
}

/**
 * What a direct write needs of a socket, to be kept apart from it: with thousands of sockets no cache holds all their objects,
 * and to read these two from their socket again took a twentieth of a message.
 */
export interface DirectSocket {
  readonly handle: SocketHandle;
  /** How many bytes wait in the stream. */
  readonly stream: { readonly length: number };
}

interface StreamBinding {
  readonly WriteWrap: new () => WriteRequest;
  /** What the last write of any socket did. */
  readonly streamBaseState: Int32Array;
  readonly kLastWriteWasAsync: number;
}

const binding = findBinding();
/** Serves every write that the kernel accepts at once. */
let spare: WriteRequest | null = null;

/** Whose bytes are written. */
export interface DirectWriter {
  /** Bytes that had to wait have left. */
  onWritten(bytes: number): void;
  /** The socket cannot be written to any more. */
  onWriteFailed(error: Error): void;
}

/**
 * Null where it cannot be written to directly: Node has no public name for what that needs. Where the parts are not as
 * expected (another Node, its permission model, a socket that encrypts), the caller writes to the stream.
 */
export function directSocketOf(raw: Duplex): DirectSocket | null {
  if (binding === null || !(raw instanceof Socket) || 'encrypted' in raw) return null;
  const { _handle: handle, _writableState: stream } = raw as unknown as {
    readonly _handle?: Partial<SocketHandle> | null;
    readonly _writableState?: Partial<DirectSocket['stream']>;
  };
  if (typeof handle?.writeBuffer !== 'function' || typeof stream?.length !== 'number') return null;
  // As was just seen.
  return { handle, stream } as DirectSocket;
}

/**
 * Writes to a socket without the stream above it: no request, callback and turn of the stream's state for a write that the
 * kernel accepts at once, as nearly all are. Nothing may wait in the stream, or it would be overtaken.
 *
 * Returns how many bytes wait, for which the writer is called: 0 if all were accepted, or if the socket has ended. What is
 * written to the stream later stays behind them, because their queue is below both.
 */
export function writeDirectly(handle: SocketHandle, bytes: Uint8Array, writer: DirectWriter): number {
  if (binding === null) return 0;
  spare ??= new binding.WriteWrap();
  const status = handle.writeBuffer(spare, bytes);
  if (status !== 0) {
    spare = null;
    if (status !== undefined) writer.onWriteFailed(errorOf(status));
    return 0;
  }
  if (binding.streamBaseState[binding.kLastWriteWasAsync] === 0) return 0;
  const request = spare;
  spare = null;
  // Not to be collected before it is written.
  request.buffer = bytes;
  request.oncomplete = (result) => {
    if (result < 0) writer.onWriteFailed(errorOf(result));
    else writer.onWritten(bytes.length);
  };
  return bytes.length;
}

/** As the stream makes it. */
function errorOf(status: number): Error {
  const code = getSystemErrorName(status);
  return Object.assign(new Error(`write ${code}`), { code, errno: status, syscall: 'write' });
}

function findBinding(): StreamBinding | null {
  try {
    // Deprecated, and without a type: nothing else gives it.
    const { binding: open } = process as unknown as { readonly binding: (name: string) => Partial<StreamBinding> };
    const found = open.call(process, 'stream_wrap');
    const { WriteWrap, streamBaseState, kLastWriteWasAsync } = found;
    const isKnown =
      typeof WriteWrap === 'function' && ArrayBuffer.isView(streamBaseState) && typeof kLastWriteWasAsync === 'number';
    return isKnown ? (found as StreamBinding) : null;
  } catch {
    return null;
  }
}
