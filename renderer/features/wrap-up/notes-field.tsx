import { Textarea, type TextareaProps } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { type Ref, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Call } from '#shared/contract/calls.ts';
import { useMe } from '../../client/queries.ts';
import { useWrapUp } from './use-wrap-up.ts';

const AUTOSAVE_MS = 600;
const MAX_NOTES = 10_000;

type NotesFieldProps = Pick<TextareaProps, 'size' | 'minRows' | 'maxRows'> & { call: Call; ref?: Ref<HTMLTextAreaElement> };

/** Notes that save themselves. */
export function NotesField({ call, ...field }: NotesFieldProps) {
  const { t } = useTranslation('kit');
  const viewer = useMe().role === 'viewer';
  const [text, setText] = useState(call.notes);
  const [dirty, setDirty] = useState(false);
  const { mutate, isError, failureCount } = useWrapUp(call.call_id);
  const save = useDebouncedCallback((notes: string) => mutate({ notes }, { onSuccess: () => setDirty(false) }), {
    delay: AUTOSAVE_MS,
    flushOnUnmount: true,
  });
  const status = () => {
    if (viewer) return t('notes.viewer');
    if (isError) return t('notes.unsaved');
    if (failureCount > 0) return t('notes.waiting');
    if (dirty) return t('notes.saving');
    return text ? t('notes.saved') : '';
  };
  return (
    <Textarea
      {...field}
      label={t('notes.label')}
      placeholder={t('notes.placeholder')}
      description={status()}
      inputWrapperOrder={['label', 'input', 'description']}
      readOnly={viewer}
      value={text}
      maxLength={MAX_NOTES}
      autosize
      onChange={(event) => {
        setText(event.currentTarget.value);
        setDirty(true);
        save(event.currentTarget.value);
      }}
      onBlur={() => save.flush()}
    />
  );
}
