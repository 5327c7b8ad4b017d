import { ActionIcon, Text, Tooltip } from '@mantine/core';
import { Play } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Turn } from '#shared/contract/calls.ts';
import { formatDuration, formatLatency } from '../../ui/format.ts';
import classes from './latency-panel.module.css';
import { PARTS, TARGETS, type Waterfall, type WaterfallRow, waterfallOf, whySlow } from './waterfall.ts';

const percent = (ms: number, scale: number) => `${(100 * ms) / scale}%`;

function Bar({ row, scale }: { row: WaterfallRow; scale: number }) {
  return (
    <div className={classes.bar} aria-hidden>
      {PARTS.map((part) => (
        <span key={part} data-part={part} style={{ width: percent(row.parts[part], scale) }} />
      ))}
      <i style={{ insetInlineStart: percent(TARGETS.good, scale) }} />
      <i data-slow style={{ insetInlineStart: percent(TARGETS.slow, scale) }} />
    </div>
  );
}

function Numbers({ waterfall }: { waterfall: Waterfall }) {
  const { t } = useTranslation('callDetail');
  const values = [
    { label: t('latency.greeting'), ms: waterfall.greeting_ms, hint: t('latency.greetingHint') },
    { label: t('latency.p50'), ms: waterfall.p50_ms, hint: t('latency.firstResponse') },
    { label: t('latency.p95'), ms: waterfall.p95_ms, hint: t('latency.firstResponse') },
  ];
  return (
    <dl className={classes.numbers}>
      {values.map(({ label, ms, hint }) => (
        <Tooltip key={label} multiline maw={320} label={hint}>
          <div>
            <dt>{label}</dt>
            <dd className="tabular" data-slow={(ms !== undefined && ms > TARGETS.slow) || undefined}>
              {ms === undefined ? '–' : formatLatency(ms)}
            </dd>
          </div>
        </Tooltip>
      ))}
    </dl>
  );
}

type LatencyPanelProps = { turns: readonly Turn[]; playFrom: ((ms: number) => void) | undefined };

/** Each reply as a row: a picture of where its time went, and the same in numbers. */
export function LatencyPanel({ turns, playFrom }: LatencyPanelProps) {
  const { t } = useTranslation('callDetail');
  const waterfall = waterfallOf(turns);
  const slow = whySlow(waterfall.rows);
  if (waterfall.rows.length === 0) return <p className={classes.none}>{t('latency.none')}</p>;
  return (
    <div className={classes.panel}>
      <Numbers waterfall={waterfall} />
      {slow && (
        <p className={classes.slow}>
          {t('latency.slow', {
            count: slow.count,
            total: waterfall.replies,
            limit: formatLatency(TARGETS.slow),
            part: t(`latency.${slow.part}`),
          })}
        </p>
      )}
      <table className={`${classes.table} tabular`}>
        <caption>{t('latency.caption')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('latency.turn')}</th>
            <th scope="col">{t('latency.at')}</th>
            <th scope="col" className={classes.chart}>
              {t('latency.chart')}
              <span className={classes.targets}>{t('latency.target', { good: formatLatency(TARGETS.good), slow: formatLatency(TARGETS.slow) })}</span>
            </th>
            {PARTS.map((part) => (
              <th key={part} scope="col" data-numeric title={t(`latency.${part}`)}>
                <span className={classes.key} data-part={part} aria-hidden />
                {t(`latency.short.${part}`)}
              </th>
            ))}
            <th scope="col" data-numeric>
              {t('latency.wait')}
            </th>
          </tr>
        </thead>
        <tbody>
          {waterfall.rows.map((row) => {
            const at = formatDuration(row.from_ms);
            return (
              <tr key={row.turn}>
                <th scope="row">{row.kind === 'greeting' ? t('latency.kind.greeting') : row.turn}</th>
                <td>
                  {at}
                  {playFrom && (
                    <ActionIcon variant="subtle" color="gray" size={24} aria-label={t('latency.play', { at })} onClick={() => playFrom(row.from_ms)}>
                      <Play size={13} />
                    </ActionIcon>
                  )}
                </td>
                <td>
                  <Bar row={row} scale={waterfall.scale_ms} />
                </td>
                {PARTS.map((part) => (
                  <td key={part} data-numeric>
                    {Math.round(row.parts[part])}
                  </td>
                ))}
                <td data-numeric data-slow={(row.kind === 'reply' && row.wait_ms > TARGETS.slow) || undefined}>
                  {Math.round(row.wait_ms)}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <Text size="xs" c="dimmed">
        {t('latency.firstResponse')}
      </Text>
    </div>
  );
}
