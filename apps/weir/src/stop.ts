/** The longest that a stop may take; what is cut off then is taken up again at the next start, as after a crash. */
const STOP_WITHIN_MILLIS = 4_500;

/** Stops in order on Ctrl-C or SIGTERM, once; a second Ctrl-C stops at once. */
export function onStop(stop: () => Promise<void>): void {
  let stopping = false;
  const handle = (signal: NodeJS.Signals) => {
    if (stopping) process.exit(signal === 'SIGINT' ? 130 : 143);
    stopping = true;
    const timer = setTimeout(() => {
      console.error(`weir: did not stop within ${STOP_WITHIN_MILLIS} ms; leaving`);
      process.exit(1);
    }, STOP_WITHIN_MILLIS);
    stop().then(
      () => {
        clearTimeout(timer);
        process.exit(0);
      },
      (error: unknown) => {
        console.error('weir: could not stop in order:', error);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', handle);
  process.on('SIGTERM', handle);
}
