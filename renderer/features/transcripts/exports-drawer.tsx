import { Button, Checkbox, Drawer, Progress, Select, Text } from '@mantine/core';
import type { TFunction } from 'i18next';
import { Download, FileArchive, Trash2, X } from 'lucide-react';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ExportJob } from '#shared/contract/exports.ts';
import { TRANSCRIPT_FORMATS, type TranscriptFormat } from '#shared/domain/transcript-formats.ts';
import { MOTION_MS } from '../../app/theme/theme.ts';
import { useMe } from '../../client/queries.ts';
import { ErrorState } from '../../ui/error-state.tsx';
import { formatBytes, formatMoment } from '../../ui/format.ts';
import { InlineFailure } from '../../ui/inline-failure.tsx';
import { isUnderWay, useExports } from './exports.ts';
import classes from './exports-drawer.module.css';

type Exports = ReturnType<typeof useExports>;

function Request({ q, create }: { q: string; create: Exports['create'] }) {
  const { t } = useTranslation('transcripts');
  const viewer = useMe().role === 'viewer';
  const [format, setFormat] = useState<TranscriptFormat>('txt');
  const [hidden, setHidden] = useState(true);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    create.mutate({ format, redacted: hidden || viewer, ...(q ? { query: q } : {}) });
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <Text size="sm">{q ? t('export.ofSearch', { q }) : t('export.ofAll')}</Text>
      <Select
        label={t('export.format')}
        allowDeselect={false}
        data={TRANSCRIPT_FORMATS.map((value) => ({ value, label: t(`export.formats.${value}`) }))}
        value={format}
        onChange={(value) => value && setFormat(value)}
      />
      <Checkbox
        label={t('export.hide')}
        description={viewer ? t('export.viewer') : t('export.hideHint')}
        checked={hidden || viewer}
        disabled={viewer}
        onChange={(event) => setHidden(event.currentTarget.checked)}
      />
      {create.error && <InlineFailure error={create.error} />}
      <Button type="submit" leftSection={<FileArchive size={16} aria-hidden />} loading={create.isPending}>
        {t('export.start')}
      </Button>
    </form>
  );
}

/** Of which calls: the search in its own words. Only other programs export by filters. */
function whatOf({ query, filters }: ExportJob, t: TFunction<'transcripts'>): string {
  if (filters && Object.keys(filters).length > 0) return [query, t('export.byFilters')].filter(Boolean).join(' · ');
  return query || t('export.everyCall');
}

function Job({ job, exports }: { job: ExportJob; exports: Exports }) {
  const { t } = useTranslation('transcripts');
  const me = useMe();
  const { remove, fetchFile } = exports;
  const open = isUnderWay(job);
  const percent = job.total > 0 ? (job.done / job.total) * 100 : 0;
  const removing = remove.isPending && remove.variables === job.export_id;
  return (
    <li className={classes.job}>
      <div className={classes.line}>
        <span className={classes.name}>{t(`export.formats.${job.format}`)}</span>
        <span className="tabular">{formatMoment(job.created_at)}</span>
      </div>
      <p className={classes.what}>
        {whatOf(job, t)}
        {job.requested_by.user_id !== me.user_id && <span className={classes.who}> {t('export.by', job.requested_by)}</span>}
      </p>
      <output className={`${classes.state} tabular`}>
        {job.state === 'running'
          ? t('export.progress', { done: job.done, count: job.total })
          : t(`export.state.${job.state}`, { count: job.done, size: formatBytes(job.bytes) })}
        {job.reason && ` ${job.reason}`}
        {job.redacted && ` ${t('export.redacted')}`}
      </output>
      {open && <Progress value={percent} size="sm" aria-label={t('export.progressLabel')} />}
      <div className={classes.buttons}>
        {job.state === 'done' && (
          <Button
            size="compact-sm"
            mih={28}
            leftSection={<Download size={14} aria-hidden />}
            loading={fetchFile.isPending && fetchFile.variables.export_id === job.export_id}
            onClick={() => fetchFile.mutate(job)}
          >
            {t('export.fetch')}
          </Button>
        )}
        <Button
          size="compact-sm"
          mih={28}
          variant="default"
          leftSection={open ? <X size={14} aria-hidden /> : <Trash2 size={14} aria-hidden />}
          loading={removing}
          onClick={() => remove.mutate(job.export_id)}
        >
          {t(open ? 'export.cancel' : 'export.remove')}
        </Button>
      </div>
    </li>
  );
}

/** The transcripts of every call that the search finds, in one file; and the files that were made before. */
export function ExportsDrawer({ q, opened, onClose }: { q: string; opened: boolean; onClose: () => void }) {
  const { t } = useTranslation('transcripts');
  const exports = useExports(opened);
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      size={420}
      lockScroll={false}
      transitionProps={{ duration: MOTION_MS }}
      title={t('export.title')}
      closeButtonProps={{ 'aria-label': t('export.close') }}
      attributes={{ header: { role: 'none' } }}
    >
      <div className={classes.body}>
        <Request q={q} create={exports.create} />
        {exports.error && <ErrorState error={exports.error} retry={exports.retry} />}
        {exports.jobs?.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('export.none')}
          </Text>
        )}
        {exports.jobs && exports.jobs.length > 0 && (
          <ul className={classes.jobs} aria-label={t('export.jobs')}>
            {exports.jobs.map((job) => (
              <Job key={job.export_id} job={job} exports={exports} />
            ))}
          </ul>
        )}
      </div>
    </Drawer>
  );
}
