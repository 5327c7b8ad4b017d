import { Button, Textarea } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { ArrowRight } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Call, DISPOSITIONS } from '#shared/contract/calls.ts';
import { routes } from '#shared/contract/index.ts';
import { isTerminal } from '#shared/domain/call-state.ts';
import { announce } from '../../app/announcer.tsx';
import { useCommand } from '../../app/shortcuts/shortcut-context.tsx';
import { useConsole } from '../../client/console-context.ts';
import { CommandButton } from '../../ui/command-button.tsx';
import { Keys } from '../../ui/key-hint.tsx';
import classes from './wrap-strip.module.css';
import { useTypeAnywhere } from './use-type-anywhere.ts';

const AUTOSAVE_MS = 600;
const MAX_NOTES = 10_000;

function useWrapUp(call_id: string) {
  const { api, store } = useConsole();
  return useMutation({
    // One after the other, so that an older note never overtakes a newer one.
    scope: { id: `wrap ${call_id}` },
    mutationFn: (body: { disposition?: NonNullable<Call['disposition']>; notes?: string }) =>
      api.call(routes.calls.wrapUp, { params: { call_id }, body }),
    onSuccess: (call) => store.answered(call),
  });
}

function Notes({ call }: { call: Call }) {
  const { t } = useTranslation('softphone');
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(call.notes);
  const [dirty, setDirty] = useState(false);
  const wrapUp = useWrapUp(call.call_id);
  const save = useDebouncedCallback((notes: string) => wrapUp.mutate({ notes }, { onSuccess: () => setDirty(false) }), {
    delay: AUTOSAVE_MS,
    flushOnUnmount: true,
  });
  useCommand('wrap.notes', () => field.current?.focus());
  const status = wrapUp.isError ? t('wrap.unsaved') : dirty ? t('wrap.saving') : text ? t('wrap.saved') : '';
  return (
    <Textarea
      ref={field}
      label={t('wrap.notes')}
      placeholder={t('wrap.notesPlaceholder')}
      value={text}
      maxLength={MAX_NOTES}
      autosize
      minRows={1}
      maxRows={4}
      description={status}
      inputWrapperOrder={['label', 'input', 'description']}
      onChange={(event) => {
        setText(event.currentTarget.value);
        setDirty(true);
        save(event.currentTarget.value);
      }}
      onBlur={() => save.flush()}
    />
  );
}

function Outcomes({ call }: { call: Call }) {
  const { t } = useTranslation(['softphone', 'kit']);
  const wrapUp = useWrapUp(call.call_id);
  const choose = (index: number) => {
    const one = DISPOSITIONS[index];
    if (!one) return;
    wrapUp.mutate({ disposition: one.code });
    announce(t('wrap.chosen', { outcome: t(`kit:disposition.${one.code}`) }));
  };
  useTypeAnywhere(true, /^[1-9]$/, (key) => choose(Number(key) - 1));
  return (
    <fieldset className={classes.outcomes}>
      <legend className={classes.legend}>{t('wrap.outcome')}</legend>
      {DISPOSITIONS.map((one, index) => (
        <Button
          key={one.code}
          size="compact-md"
          variant={call.disposition === one.code ? 'filled' : 'default'}
          aria-pressed={call.disposition === one.code}
          aria-keyshortcuts={String(index + 1)}
          leftSection={<Keys chord={String(index + 1)} />}
          onClick={() => choose(index)}
        >
          {t(`kit:disposition.${one.code}`)}
        </Button>
      ))}
    </fieldset>
  );
}

/** After the call: how it ended by one key, a note that saves itself, and on to the next. Notes can be taken during the call already. */
export function WrapStrip({ call, onNext }: { call: Call; onNext: () => void }) {
  const { t } = useTranslation('softphone');
  const over = isTerminal(call.state);
  return (
    <section className={classes.strip} data-over={over || undefined} aria-label={t('wrap.label')}>
      {over && <Outcomes call={call} />}
      <div className={classes.notes}>
        <Notes call={call} />
        {over && <CommandButton id="wrap.next" label={t('wrap.next')} icon={ArrowRight} variant="filled" run={onNext} />}
      </div>
    </section>
  );
}
