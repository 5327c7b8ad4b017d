import { ActionIcon, Checkbox, CloseButton, Group, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { SendHorizontal } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { routes } from '#shared/contract/index.ts';
import { notifyDone } from '../../app/notify.tsx';
import { useConsole } from '../../client/console-context.ts';
import classes from './whisper-form.module.css';

const MAX_LENGTH = 1000;

/** A hidden instruction to the AI of a live call: nobody on the line hears it. Enter sends, Escape closes. */
export function WhisperForm({ call_id, close }: { call_id: string; close: () => void }) {
  const { t } = useTranslation('callDetail');
  const { api, store } = useConsole();
  const [text, setText] = useState('');
  const [respond, setRespond] = useState(true);
  const field = useRef<HTMLTextAreaElement>(null);
  // It was asked for by a key or a click just now.
  useEffect(() => field.current?.focus(), []);
  const { mutate, isPending } = useMutation({
    mutationFn: () => api.call(routes.calls.act, { params: { call_id }, body: { action: 'whisper', text: text.trim(), respond } }),
    onSuccess(call) {
      store.seed(call);
      notifyDone(t('whisper.sent'));
      close();
    },
  });
  const send = () => {
    if (text.trim() && !isPending) mutate();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') close();
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Textarea
        ref={field}
        size="sm"
        label={t('whisper.label')}
        placeholder={t('whisper.placeholder')}
        autosize
        minRows={1}
        maxRows={4}
        maxLength={MAX_LENGTH}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <Group gap={8} wrap="nowrap" justify="space-between">
        <Checkbox size="xs" label={t('whisper.respond')} checked={respond} onChange={(event) => setRespond(event.currentTarget.checked)} />
        <Group gap={4} wrap="nowrap">
          <CloseButton aria-label={t('whisper.cancel')} onClick={close} />
          <ActionIcon type="submit" size={28} aria-label={t('whisper.send')} aria-disabled={!text.trim()}>
            <SendHorizontal size={16} />
          </ActionIcon>
        </Group>
      </Group>
    </form>
  );
}
