import { Button, Menu } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { AudioLines, Braces, Captions, Download, FileText, Table } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Call } from '#shared/contract/calls.ts';
import { routes } from '#shared/contract/index.ts';
import { type TranscriptFormat, transcriptFileName } from '#shared/domain/transcript-export.ts';
import { notifyDone } from '../../app/notify.tsx';
import { useConsole } from '../../client/console-context.ts';
import { saveFile } from '../../ui/save-file.ts';
import { useRedaction } from './redaction.ts';
import { isPlayable } from './use-playback.ts';

const FORMATS = [
  { format: 'txt', icon: FileText },
  { format: 'srt', icon: Captions },
  { format: 'vtt', icon: Captions },
  { format: 'json', icon: Braces },
  { format: 'csv', icon: Table },
] as const satisfies readonly { format: TranscriptFormat; icon: unknown }[];

/** The call as files. They come through the API, so that a refusal says why. */
export function ExportMenu({ call }: { call: Call }) {
  const { t } = useTranslation('callDetail');
  const { api } = useConsole();
  const { hidden } = useRedaction();
  const { mutate, isPending } = useMutation({
    async mutationFn(format: TranscriptFormat | 'wav') {
      const params = { call_id: call.call_id };
      const redacted = hidden ? ('true' as const) : ('false' as const);
      const answer =
        format === 'wav'
          ? await api.open(routes.calls.recording, { params, query: { redacted } })
          : await api.open(routes.calls.export, { params, query: { format, redacted } });
      const name = format === 'wav' ? transcriptFileName(call, 'txt').replace(/txt$/, 'wav') : transcriptFileName(call, format);
      saveFile(await answer.blob(), name);
      return name;
    },
    onSuccess: (name) => notifyDone(t('export.done', { name })),
  });
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <Button variant="default" size="compact-md" mih={32} leftSection={<Download size={16} aria-hidden />} loading={isPending}>
          {t('export.button')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t(hidden ? 'export.hidden' : 'export.open')}</Menu.Label>
        {FORMATS.map(({ format, icon: Icon }) => (
          <Menu.Item key={format} leftSection={<Icon size={16} aria-hidden />} onClick={() => mutate(format)}>
            {t(`export.${format}`)}
          </Menu.Item>
        ))}
        {isPlayable(call) && (
          <Menu.Item leftSection={<AudioLines size={16} aria-hidden />} onClick={() => mutate('wav')}>
            {t('export.wav')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
