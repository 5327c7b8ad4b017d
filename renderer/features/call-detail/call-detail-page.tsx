import { Button, Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Call, Utterance } from '#shared/contract/calls.ts';
import { isTerminal } from '#shared/domain/call-state.ts';
import { Inspector } from '../../app/shell/inspector.tsx';
import type { LiveCall } from '../../client/call-fold.ts';
import { useConsole } from '../../client/console-context.ts';
import { useFollowedCall } from '../../client/live-hooks.ts';
import { callQueryOptions } from '../../client/queries.ts';
import { ErrorState } from '../../ui/error-state.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { TranscriptList } from '../../ui/transcript-list.tsx';
import { AnalysisPanel } from './analysis-panel.tsx';
import classes from './call-detail.module.css';
import { CallHead } from './call-head.tsx';
import { Facts } from './facts.tsx';
import { LatencyPanel } from './latency-panel.tsx';
import { LedgerPanel, useLedger } from './ledger-panel.tsx';
import { LiveBar } from './live-bar.tsx';
import { markersOf, utteranceAt } from './markers.ts';
import { type Playback, usePlaybackState } from './playback.ts';
import { Player } from './player.tsx';
import { useRedaction, useShownUtterances } from './redaction.ts';
import { isPlayable, usePlayback } from './use-playback.ts';

const route = getRouteApi('/calls/$callId');

const WHY = { none: 'never', closed: 'never', recovered: 'never', recording: 'closing', paused: 'closing', failed: 'failed' } as const;

/** Why there is nothing to play, in words. */
function NoRecording({ call }: { call: Call }) {
  const { t } = useTranslation('callDetail');
  return <p className={classes.noRecording}>{t(`player.none.${WHY[call.recording.state]}`)}</p>;
}

function Transcript({ call, utterances, playback }: { call: Call; utterances: readonly Utterance[]; playback: Playback | undefined }) {
  const { t } = useTranslation('callDetail');
  const current = usePlaybackState(playback, ({ ms, playing }) => (playing || ms > 0 ? utteranceAt(utterances, ms) : undefined));
  const over = isTerminal(call.state);
  const playFrom = (one: Utterance) => {
    playback?.seek(one.start_ms);
    playback?.play();
  };
  return (
    <TranscriptList
      live={!over}
      utterances={utterances}
      currentId={current}
      empty={t(over ? 'transcript.nothing' : 'transcript.live')}
      {...(playback ? { onPick: playFrom } : {})}
    />
  );
}

function Detail({ known, call, at }: { known: LiveCall; call: Call; at: number | undefined }) {
  const { t } = useTranslation('callDetail');
  const { call_id } = call;
  const over = isTerminal(call.state);
  const { hidden } = useRedaction();
  const playback = usePlayback(call_id, over && isPlayable(call), at, hidden);
  const ledger = useLedger(call_id, known.events);
  const { utterances, turns } = known;
  const shown = useShownUtterances(utterances, hidden);
  const { events } = ledger;
  const markers = useMemo(() => markersOf({ utterances, turn_metrics: turns }, events), [utterances, turns, events]);
  const playFrom = (ms: number) => {
    playback?.seek(ms);
    playback?.play();
  };
  return (
    <div className="page">
      <CallHead call={call} />
      {over ? (
        playback ? (
          <Player call_id={call_id} playback={playback} total_ms={call.recording.seconds * 1000} markers={markers} />
        ) : (
          !isPlayable(call) && <NoRecording call={call} />
        )
      ) : (
        <LiveBar call={call} monitors={known.monitors} />
      )}
      <Tabs defaultValue="transcript" className={classes.tabs} keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="transcript">{t('tab.transcript')}</Tabs.Tab>
          <Tabs.Tab value="analysis">{t('tab.analysis')}</Tabs.Tab>
          <Tabs.Tab value="latency">{t('tab.latency')}</Tabs.Tab>
          <Tabs.Tab value="ledger">{t('tab.ledger')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="transcript" className={classes.fixed}>
          <Transcript call={call} utterances={shown} playback={playback} />
        </Tabs.Panel>
        <Tabs.Panel value="analysis" className={classes.scrolls} tabIndex={0}>
          <AnalysisPanel call={call} />
        </Tabs.Panel>
        <Tabs.Panel value="latency" className={classes.scrolls} tabIndex={0}>
          <LatencyPanel turns={turns} playFrom={playback && playFrom} />
        </Tabs.Panel>
        <Tabs.Panel value="ledger" className={classes.scrolls} tabIndex={0}>
          <LedgerPanel call={call} {...ledger} />
        </Tabs.Panel>
      </Tabs>
      <Inspector>
        <Facts call={call} />
      </Inspector>
    </div>
  );
}

/** One call, understood: what was said, heard, measured and written down. A live one as it happens. */
export function CallDetailPage() {
  const { t } = useTranslation('callDetail');
  const { callId } = route.useParams();
  const { at } = route.useSearch();
  const { api } = useConsole();
  const known = useFollowedCall(callId);
  const { data, error, refetch } = useQuery(callQueryOptions(api, callId));
  if (known?.call && data) return <Detail key={callId} known={known} call={known.call} at={at} />;
  if (!error) return null;
  return (
    <div className="page">
      <PageHeader title={t('lost')}>
        <Button component={Link} to="/calls" variant="default" size="compact-md" mih={32}>
          {t('back')}
        </Button>
      </PageHeader>
      <ErrorState error={error} retry={() => void refetch()} />
    </div>
  );
}
