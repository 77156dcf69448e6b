/** Makes of a function one that may be called any number of times, and runs once in the next frame. */
export type FrameScheduler = (run: () => void) => () => void;

/** Nothing runs while the page is hidden; what was asked for runs once when it is seen again. */
export const scheduleFrame: FrameScheduler = (run) => {
  let isWaiting = false;
  const runNow = () => {
    if (document.hidden) {
      document.addEventListener('visibilitychange', () => requestAnimationFrame(runNow), { once: true });
      return;
    }
    isWaiting = false;
    run();
  };
  return () => {
    if (isWaiting) return;
    isWaiting = true;
    requestAnimationFrame(runNow);
  };
};
