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
  /** Returns 0 or the negative number of an error. */
  writeBuffer(request: WriteRequest, bytes: Uint8Array): number;
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

/** Whose bytes had to wait. */
export interface WriteListener {
  onWritten(bytes: number): void;
}

/**
 * Whether `writeDirectly` can be used: Node has no public name for what it needs. Where the parts are not as expected
 * (another Node, its permission model, a socket that encrypts), the caller writes to the stream.
 */
export function canWriteDirectly(raw: Duplex): raw is Socket {
  if (binding === null || !(raw instanceof Socket) || 'encrypted' in raw) return false;
  const { _handle: handle } = raw as unknown as { readonly _handle?: Partial<SocketHandle> | null };
  return typeof handle?.writeBuffer === 'function';
}

/**
 * Writes to a socket without the stream above it: no request, callback and turn of the stream's state for a write that the
 * kernel accepts at once, as nearly all are. Nothing may wait in the stream, or it would be overtaken.
 *
 * Returns how many bytes wait, for which the listener is called: 0 if all were accepted, or if the socket has ended. What is
 * written to the stream later stays behind them, because their queue is below both.
 */
export function writeDirectly(raw: Socket, bytes: Uint8Array, listener: WriteListener): number {
  const { _handle: handle } = raw as unknown as { readonly _handle: SocketHandle | null };
  if (handle === null || binding === null) return 0;
  spare ??= new binding.WriteWrap();
  const status = handle.writeBuffer(spare, bytes);
  if (status !== 0) {
    spare = null;
    fail(raw, status);
    return 0;
  }
  if (binding.streamBaseState[binding.kLastWriteWasAsync] === 0) return 0;
  const request = spare;
  spare = null;
  // Not to be collected before it is written.
  request.buffer = bytes;
  request.oncomplete = (result) => {
    if (result < 0) fail(raw, result);
    else listener.onWritten(bytes.length);
  };
  return bytes.length;
}

/** As the stream does. */
function fail(raw: Socket, status: number): void {
  const code = getSystemErrorName(status);
  if (!raw.destroyed) raw.destroy(Object.assign(new Error(`write ${code}`), { code, errno: status, syscall: 'write' }));
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
