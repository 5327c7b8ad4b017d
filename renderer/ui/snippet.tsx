import type { ReactNode } from 'react';
import classes from './snippet.module.css';

const LEAD = 24;

/** What stands before the first hit is cut to a few words, so that the hit is in sight on a single line. */
export function fromFirstHit(text: string): string {
  const hit = text.indexOf('\u0002');
  if (hit <= LEAD) return text;
  const lead = text.slice(hit - LEAD, hit);
  return `…${lead.slice(lead.indexOf(' ') + 1)}${text.slice(hit)}`;
}

/** Text around a hit, with what matched marked: it stands between \u0002 and \u0003. */
export function Snippet({ text }: { text: string }): ReactNode {
  return text.split('\u0002').map((piece, index) => {
    const [hit = '', after] = piece.split('\u0003');
    // The same pieces in the same order: their place is what identifies them.
    return after === undefined
      ? piece
      : [
          <mark key={index} className={classes.hit}>
            {hit}
          </mark>,
          after,
        ];
  });
}
