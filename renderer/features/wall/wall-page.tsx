import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { LayoutGrid, ListFilter, PhoneOutgoing } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useListening } from '../../client/live-hooks.ts';
import { useMe } from '../../client/queries.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { useLiveActions } from '../call-detail/use-live-actions.ts';
import { PeopleStrip } from '../presence/people-strip.tsx';
import { EndedStrip } from './ended-strip.tsx';
import { Tile } from './tile.tsx';
import { useSelection } from './use-selection.ts';
import { useTileKeys } from './use-tile-keys.ts';
import { useWall } from './use-wall.ts';
import { Numbers, WallTools } from './wall-head.tsx';
import classes from './wall.module.css';
import { useWallView } from './wall-view.ts';

function NoCalls() {
  const { t } = useTranslation('wall');
  const viewer = useMe().role === 'viewer';
  return (
    <EmptyState
      icon={LayoutGrid}
      title={t('empty.title')}
      action={
        !viewer && (
          <Button component={Link} to="/softphone" leftSection={<PhoneOutgoing size={16} aria-hidden />}>
            {t('empty.action')}
          </Button>
        )
      }
    >
      {t('empty.text')}
    </EmptyState>
  );
}

function NoneShown() {
  const { t } = useTranslation('wall');
  const { set } = useWallView();
  return (
    <EmptyState
      icon={ListFilter}
      title={t('filtered.title')}
      action={
        <Button variant="default" onClick={() => set({ show: 'all', scenario: null })}>
          {t('filtered.action')}
        </Button>
      }
    >
      {t('filtered.text')}
    </EmptyState>
  );
}

/** All live calls at once: what is said, who needs help, and every way to step in. */
export function WallPage() {
  const { t } = useTranslation('wall');
  const { order, numbers, live, justEnded } = useWall();
  const { grid, selected } = useSelection(order);
  const { actions, whispering } = useLiveActions();
  useTileKeys(selected, actions);
  const heard = useListening();
  const listenOf = (id: string) => ((heard.status === 'on' || heard.status === 'starting') && heard.call_id === id ? heard.status : 'off');

  return (
    <div className={classes.page}>
      <PageHeader title={t('title')}>
        <Numbers numbers={numbers} />
      </PageHeader>
      <WallTools />
      <PeopleStrip />
      {heard.status === 'failed' && (
        <p className={classes.failure} role="alert">
          {t('listenFailed', { reason: heard.reason })}
        </p>
      )}
      <div className={classes.stage}>
        {order.length > 0 && (
          <ul className={classes.grid} ref={grid} aria-label={t('calls')}>
            {order.map((id) => (
              <Tile key={id} call_id={id} selected={id === selected} listen={listenOf(id)} whispering={id === whispering} actions={actions} />
            ))}
          </ul>
        )}
        {order.length === 0 && (live > 0 ? <NoneShown /> : <NoCalls />)}
      </div>
      <EndedStrip without={justEnded} />
    </div>
  );
}
