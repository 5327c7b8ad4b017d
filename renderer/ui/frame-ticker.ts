/** One loop for everything that is drawn outside React; it rests when nothing is to be drawn. */
type Draw = (now: number) => void;

function createTicker(next: (tick: Draw) => void) {
  const drawers = new Set<Draw>();
  let running = false;

  function tick(now: number) {
    for (const draw of drawers) draw(now);
    running = drawers.size > 0;
    if (running) next(tick);
  }

  return (draw: Draw): (() => void) => {
    drawers.add(draw);
    if (!running) next(tick);
    running = true;
    return () => void drawers.delete(draw);
  };
}

const BEAT_MS = 40;

/** Draws on each frame of the screen. */
export const onFrame = createTicker((tick) => void requestAnimationFrame(tick));

/** Draws some 20 times a second, all at once: enough for what moves in steps, and the frames between cost nothing, which counts where there is no graphics card. */
export const onBeat = createTicker((tick) => void setTimeout(() => requestAnimationFrame(tick), BEAT_MS));
