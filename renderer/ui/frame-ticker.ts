/** One animation loop for everything that is drawn outside React; it rests when nothing is to be drawn. */
const drawers = new Set<(now: number) => void>();
let running = 0;

function tick(now: number) {
  for (const draw of drawers) draw(now);
  running = drawers.size > 0 ? requestAnimationFrame(tick) : 0;
}

export function onFrame(draw: (now: number) => void): () => void {
  drawers.add(draw);
  running ||= requestAnimationFrame(tick);
  return () => void drawers.delete(draw);
}
