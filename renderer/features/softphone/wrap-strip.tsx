import { Button } from '@mantine/core';
import { ArrowRight } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { type Call, DISPOSITIONS } from '#shared/contract/calls.ts';
import { isTerminal } from '#shared/domain/call-state.ts';
import { announce } from '../../app/announcer.tsx';
import { useCommand } from '../../app/shortcuts/shortcut-context.tsx';
import { CommandButton } from '../../ui/command-button.tsx';
import { Keys } from '../../ui/key-hint.tsx';
import { NotesField } from '../wrap-up/notes-field.tsx';
import { useWrapUp } from '../wrap-up/use-wrap-up.ts';
import classes from './wrap-strip.module.css';
import { useTypeAnywhere } from './use-type-anywhere.ts';

function Notes({ call }: { call: Call }) {
  const field = useRef<HTMLTextAreaElement>(null);
  useCommand('wrap.notes', () => field.current?.focus());
  return <NotesField ref={field} call={call} minRows={1} maxRows={4} />;
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
