import { useEffect } from 'react';

/** Keeps the screen on while the page is visible, where the browser can. */
export function useWakeLock(): void {
  useEffect(() => {
    let isWanted = true;
    let lock: WakeLockSentinel | null = null;
    const take = async () => {
      if (document.visibilityState !== 'visible') return;
      lock = (await navigator.wakeLock?.request('screen').catch(() => null)) ?? null;
      if (!isWanted) void lock?.release();
    };
    void take();
    // The browser takes it back whenever the page is hidden.
    const retake = () => void take();
    document.addEventListener('visibilitychange', retake);
    return () => {
      isWanted = false;
      document.removeEventListener('visibilitychange', retake);
      void lock?.release();
    };
  }, []);
}
