import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { RepeatFilter } from './repeat-filter';

export type CameraState = 'off' | 'starting' | 'on' | 'denied' | 'none';

/** What is read of each picture: its middle, as large as a code at arm's length needs. */
const PICTURE_SIDE_MAX = 720;
const PAUSE_MS = 80;

/** The camera of this device, which calls `onCode` with each QR code that it sees. */
export function useCamera(video: RefObject<HTMLVideoElement | null>, onCode: (text: string) => void) {
  const [state, setState] = useState<CameraState>('off');
  const [isWanted, setWanted] = useState(false);
  const latest = useRef(onCode);
  latest.current = onCode;

  useEffect(() => {
    // Whoever has allowed it once need not press a button at each visit.
    navigator.permissions
      ?.query({ name: 'camera' })
      .then(({ state: permission }) => permission === 'granted' && setWanted(true))
      .catch(() => undefined);
  }, []);

  useEffect(() => {
    const element = video.current;
    if (!isWanted || element === null) return;
    let isRunning = true;
    let stream: MediaStream | null = null;
    const run = async () => {
      setState('starting');
      const [opened, { readQrCode }] = await Promise.all([openCamera(), import('./qr-reader')]);
      stream = opened;
      if (!isRunning) return stop(stream);
      element.srcObject = stream;
      await element.play();
      setState('on');
      const filter = new RepeatFilter();
      const take = makeTake(element);
      while (isRunning) {
        const picture = take();
        const text = picture && (await readQrCode(picture));
        if (isRunning && text && filter.isNew(text, performance.now())) latest.current(text);
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    };
    run().catch((error: unknown) => {
      if (!isRunning) return;
      stop(stream);
      setWanted(false);
      setState(error instanceof DOMException && error.name === 'NotAllowedError' ? 'denied' : 'none');
    });
    return () => {
      isRunning = false;
      stop(stream);
      element.srcObject = null;
      setState('off');
    };
  }, [video, isWanted]);

  return { state, start: useCallback(() => setWanted(true), []), stop: useCallback(() => setWanted(false), []) };
}

/** A page that is not served by https has no camera at all. */
function openCamera(): Promise<MediaStream> {
  if (!navigator.mediaDevices) return Promise.reject(new Error('There is no camera'));
  const video = { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } };
  return navigator.mediaDevices.getUserMedia({ video, audio: false });
}

function stop(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

/** Copies the middle square of the video; null while there is no picture. */
function makeTake(video: HTMLVideoElement): () => ImageData | null {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  return () => {
    const side = Math.min(video.videoWidth, video.videoHeight);
    if (side === 0 || context === null) return null;
    const size = Math.min(side, PICTURE_SIDE_MAX);
    if (canvas.width !== size) canvas.width = canvas.height = size;
    const [x, y] = [(video.videoWidth - side) / 2, (video.videoHeight - side) / 2];
    context.drawImage(video, x, y, side, side, 0, 0, size, size);
    return context.getImageData(0, 0, size, size);
  };
}
