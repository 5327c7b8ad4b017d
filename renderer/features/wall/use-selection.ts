/** The tile that the keys act on. It stays with its call when the order changes, and goes to a neighbour when the call leaves. */
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useCommand } from '../../app/shortcuts/shortcut-context.tsx';
import { type Direction, moveInGrid } from './wall-order.ts';

export const tileId = (call_id: string) => `tile-${call_id}`;

/** Columns that the grid has now, whatever its width made of it. */
function columnsOf(grid: HTMLElement | null): number {
  return grid ? Math.max(1, getComputedStyle(grid).gridTemplateColumns.split(' ').length) : 1;
}

export function useSelection(order: readonly string[]) {
  const grid = useRef<HTMLUListElement>(null);
  const [chosen, choose] = useState<{ id: string; place: number }>();
  const found = chosen ? order.indexOf(chosen.id) : 0;
  const place = found >= 0 ? found : Math.min(chosen?.place ?? 0, order.length - 1);
  const selected = order[place];
  // From the first look on it is one call, not one place.
  if (selected !== undefined && selected !== chosen?.id) choose({ id: selected, place });

  const select = (id: string) => choose({ id, place: order.indexOf(id) });
  // Pressing or focusing anything in a tile selects it. One listener for all tiles: a tile itself is no control.
  const selectAround = useEffectEvent((event: Event) => {
    const tile = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-call]') : null;
    if (tile?.dataset['call']) select(tile.dataset['call']);
  });
  const some = order.length > 0;
  useEffect(() => {
    const list = grid.current;
    if (!list) return;
    const listen = (event: Event) => selectAround(event);
    list.addEventListener('pointerdown', listen);
    list.addEventListener('focusin', listen);
    return () => {
      list.removeEventListener('pointerdown', listen);
      list.removeEventListener('focusin', listen);
    };
  }, [some]);
  const move = (direction: Direction) => {
    const next = order[moveInGrid(place, order.length, columnsOf(grid.current), direction)];
    if (next === undefined) return;
    select(next);
    document.getElementById(tileId(next))?.focus();
  };
  useCommand('wall.up', () => move('up'), some);
  useCommand('wall.down', () => move('down'), some);
  useCommand('wall.left', () => move('left'), some);
  useCommand('wall.right', () => move('right'), some);
  return { grid, selected };
}
