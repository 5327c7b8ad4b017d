import { Bot, Circle, CircleDashed, Disc, PauseCircle, Pencil, Play, TriangleAlert, type LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { CallState } from '#shared/domain/call-state.ts';
import classes from './state-badge.module.css';
import { callTone, type Tone } from './tone.ts';

const SHAPES: Readonly<Record<Tone, LucideIcon>> = {
  available: Disc,
  ringing: CircleDashed,
  human: Play,
  ai: Bot,
  wrap: Pencil,
  hold: PauseCircle,
  trouble: TriangleAlert,
  offline: Circle,
};

/** A state by shape, word and colour. */
export function ToneBadge({ tone, title, children }: { tone: Tone; title?: string | undefined; children: string }) {
  const Shape = SHAPES[tone];
  return (
    <span className={classes.badge} data-tone={tone} title={title}>
      <Shape size={14} aria-hidden className={classes.shape} />
      <span className={classes.word}>{children}</span>
    </span>
  );
}

export function StateBadge({ state }: { state: CallState }) {
  const { t } = useTranslation('kit');
  return <ToneBadge tone={callTone({ state })}>{t(`state.${state}`)}</ToneBadge>;
}
