import { Badge, Button, Text, Title } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Check, RotateCw, Sparkles, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { Call } from '#shared/contract/calls.ts';
import { routes } from '#shared/contract/index.ts';
import type { Scenario } from '#shared/contract/scenarios.ts';
import type { storedAnalysis } from '#shared/contract/transcripts.ts';
import { isTerminal } from '#shared/domain/call-state.ts';
import { redactAnalysis } from '#shared/domain/redacted-call.ts';
import { announce } from '../../app/announcer.tsx';
import { useConsole } from '../../client/console-context.ts';
import { describeFailure } from '../../client/failure.ts';
import { useMe, useScenarios } from '../../client/queries.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { formatFull } from '../../ui/format.ts';
import { InlineFailure } from '../../ui/inline-failure.tsx';
import { ToneBadge } from '../../ui/state-badge.tsx';
import type { Tone } from '../../ui/tone.ts';
import classes from './analysis-panel.module.css';
import { useRedaction } from './redaction.ts';

type Analysis = z.infer<typeof storedAnalysis>;

const SENTIMENT_TONES: Readonly<Record<Analysis['sentiment'], Tone>> = { positive: 'available', neutral: 'offline', negative: 'trouble' };
const RESOLUTION_TONES: Readonly<Record<Analysis['resolution'], Tone>> = {
  resolved: 'available',
  follow_up: 'wrap',
  escalated: 'human',
  unresolved: 'trouble',
};

/** Codes such as `pricing_inquiry` as people read them. */
export function inWords(code: string): string {
  const words = code.replaceAll(/[_-]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <Title order={2} size="h3">
        {title}
      </Title>
      {children}
    </section>
  );
}

function Words({ words, none }: { words: readonly string[]; none: string }) {
  if (words.length === 0) return <Text size="sm">{none}</Text>;
  return (
    <ul className={classes.words}>
      {[...new Set(words)].map((word) => (
        <li key={word}>
          <Badge variant="outline" color="gray" tt="none" c="var(--mantine-color-text)">
            {word}
          </Badge>
        </li>
      ))}
    </ul>
  );
}

/** Each goal of the scenario and whether it was met; without the scenario, the ones that were. */
function Goals({ analysis, scenario }: { analysis: Analysis; scenario: Scenario | undefined }) {
  const { t } = useTranslation('callDetail');
  const goals = scenario?.goals ?? analysis.goals_met.map((id) => ({ id, description: id }));
  if (goals.length === 0) return <Text size="sm">{t('analysis.noGoals')}</Text>;
  return (
    <ul className={classes.goals}>
      {goals.map(({ id, description }) => {
        const met = analysis.goals_met.includes(id);
        return (
          <li key={id} data-met={met || undefined}>
            {met ? <Check size={15} aria-label={t('analysis.met')} /> : <X size={15} aria-label={t('analysis.notMet')} />}
            {description}
          </li>
        );
      })}
    </ul>
  );
}

function Found({ analysis, call, again }: { analysis: Analysis; call: Call; again: ReactNode }) {
  const { t } = useTranslation('callDetail');
  const scenario = useScenarios().find((one) => one.scenario_id === call.scenario_id);
  const { hidden } = useRedaction();
  const none = t('analysis.none');
  const shown = hidden ? redactAnalysis(analysis) : analysis;
  return (
    <div className={classes.panel}>
      <Part title={t('analysis.summary')}>
        <p className={classes.summary}>{shown.summary}</p>
      </Part>
      <div className={classes.facts}>
        <Part title={t('analysis.sentiment')}>
          <ToneBadge tone={SENTIMENT_TONES[analysis.sentiment]}>{t(`analysis.sentiments.${analysis.sentiment}`)}</ToneBadge>
        </Part>
        <Part title={t('analysis.resolution')}>
          <ToneBadge tone={RESOLUTION_TONES[analysis.resolution]}>{t(`analysis.resolutions.${analysis.resolution}`)}</ToneBadge>{' '}
          <span className="tabular">{t('analysis.quality', { percent: Math.round(analysis.resolution_quality * 100) })}</span>
        </Part>
        <Part title={t('analysis.intent')}>
          <Text size="sm">{inWords(analysis.customer_intent) || none}</Text>
        </Part>
      </div>
      <Part title={t('analysis.goals')}>
        <Goals analysis={analysis} scenario={scenario} />
      </Part>
      <Part title={t('analysis.topics')}>
        <Words words={shown.key_topics} none={none} />
      </Part>
      <Part title={t('analysis.tags')}>
        <Words words={shown.tags} none={none} />
      </Part>
      <div className={classes.made}>
        <Text size="xs" c="dimmed" component="span">
          {t('analysis.made', { engine: analysis.engine, when: formatFull(analysis.created_at) })}
        </Text>
        {again}
      </div>
    </div>
  );
}

/** What the call was about, which engine says so, and the way to ask again. */
export function AnalysisPanel({ call }: { call: Call }) {
  const { t } = useTranslation('callDetail');
  const { api, queryClient } = useConsole();
  const { role } = useMe();
  const { call_id } = call;
  const over = isTerminal(call.state);
  const key = ['call', call_id, 'analysis'] as const;
  const { data, error, refetch, isPending } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api.call(routes.transcripts.analysis, { params: { call_id } }, { signal }),
    enabled: over,
    staleTime: 0,
  });
  const analyse = useMutation({
    meta: { inline: true },
    mutationFn: () => api.call(routes.transcripts.analyse, { params: { call_id } }),
    onSuccess(made) {
      queryClient.setQueryData(key, made);
      announce(t('analysis.done'));
    },
  });
  const viewer = role === 'viewer';
  const run = (label: string) => (
    <Button
      variant="default"
      size="compact-md"
      mih={32}
      leftSection={<RotateCw size={15} aria-hidden />}
      loading={analyse.isPending}
      disabled={viewer}
      title={viewer ? t('analysis.viewer') : undefined}
      onClick={() => analyse.mutate()}
    >
      {label}
    </Button>
  );
  const missing = error !== null && describeFailure(error).code === 'NOT_FOUND';
  if (!over) return <EmptyState icon={Sparkles} title={t('analysis.later')} />;
  if (error && !missing) return <ErrorState error={error} retry={() => void refetch()} />;
  if (isPending) return <p className={classes.panel}>{t('analysis.reading')}</p>;
  return (
    <>
      {analyse.error && <InlineFailure error={analyse.error} />}
      {data && <Found analysis={data} call={call} again={run(t('analysis.again'))} />}
      {missing && !data && (
        <EmptyState icon={Sparkles} title={t('analysis.missing')} action={run(t('analysis.run'))}>
          {t('analysis.missingText')}
        </EmptyState>
      )}
    </>
  );
}
