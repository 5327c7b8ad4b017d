import { VisuallyHidden } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useEffectEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Inspector } from '../../app/shell/inspector.tsx';
import { useOwnCallIds } from '../../app/shell/use-own-calls.ts';
import { useFollowedCall } from '../../client/live-hooks.ts';
import { CallCard } from './call-card.tsx';
import { CallTabs } from './call-tabs.tsx';
import { useDesk } from './desk-state.ts';
import { RecentCalls } from './recent-calls.tsx';
import { ScenarioPanel } from './scenario-panel.tsx';
import { SetupPanel } from './setup-panel.tsx';
import classes from './softphone.module.css';
import { useDraft } from './use-draft.ts';
import { usePlaceCall } from './use-place-call.ts';
import { Welcome } from './welcome.tsx';

const route = getRouteApi('/softphone');

/** Takes over what a link asks for: a scenario, a number. */
function useAsked() {
  const { scenario, to } = route.useSearch();
  const navigate = route.useNavigate();
  const take = useEffectEvent(() => {
    const desk = useDesk.getState();
    if (scenario) desk.pickScenario(scenario);
    if (to) desk.setNumber(to);
    if (!scenario && !to) return;
    desk.show(undefined);
    void navigate({ search: {}, replace: true });
  });
  useEffect(() => take(), [scenario, to]);
}

/** The calls on this desk: live ones of this person, and those that wait for their wrap-up. */
function useDeskCalls(): readonly string[] {
  const live = useOwnCallIds();
  const kept = useDesk((desk) => desk.kept);
  const keep = useEffectEvent(() => {
    const desk = useDesk.getState();
    const first = desk.kept.length === 0 && desk.shown === undefined;
    for (const id of live) if (!desk.kept.includes(id)) useDesk.setState(({ kept: before }) => ({ kept: [...before, id] }));
    if (first && live.length > 0) desk.show(live.at(-1));
  });
  useEffect(() => keep(), [live.length]);
  return kept;
}

export function SoftphonePage() {
  const { t } = useTranslation('softphone');
  const draft = useDraft();
  const placing = usePlaceCall();
  const calls = useDeskCalls();
  const shown = useDesk((desk) => desk.shown);
  const known = useFollowedCall(shown);
  const call = known?.call;
  useAsked();

  const next = () => {
    if (shown) useDesk.getState().dismiss(shown);
    document.querySelector<HTMLInputElement>('input[type=tel]')?.focus();
  };
  return (
    <div className={classes.page}>
      <VisuallyHidden>
        <h1>{t('title')}</h1>
      </VisuallyHidden>
      <SetupPanel draft={draft} placing={placing} typing={!shown} />
      <div className={classes.stage}>
        {calls.length > 0 && <CallTabs calls={calls} shown={shown} />}
        {known && call ? <CallCard known={known} call={call} onNext={next} /> : <ScenarioPanel draft={draft} />}
      </div>
      <Inspector>
        <RecentCalls />
      </Inspector>
      <Welcome onPractise={placing.send} />
    </div>
  );
}
