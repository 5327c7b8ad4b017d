import { CloseButton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { Search } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand, useKeys } from '../../app/shortcuts/shortcut-context.tsx';
import { KeyHint } from '../../ui/key-hint.tsx';
import { QueryHelp, withFieldBegun } from './query-help.tsx';
import { MAX_QUERY } from './transcripts-search.ts';
import { Understood } from './understood.tsx';
import classes from './transcripts.module.css';

const TYPING_MS = 180;

/** The one box: words, phrases and fields. It asks while one types. */
export function QueryBox({ q, change }: { q: string; change: (q: string) => void }) {
  const { t } = useTranslation('transcripts');
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(q);
  const [seen, setSeen] = useState(q);
  const { aria } = useKeys('app.search');
  const ask = useDebouncedCallback((text: string) => {
    setSeen(text);
    change(text);
  }, TYPING_MS);
  // The question can change without this field: by a filter, a link, or going back.
  if (q !== seen) {
    setSeen(q);
    setTyped(q);
  }
  const write = (text: string) => {
    setTyped(text);
    ask(text);
  };
  useCommand('app.search', () => {
    field.current?.focus();
    field.current?.select();
  });
  return (
    <>
      <TextInput
        ref={field}
        type="search"
        size="md"
        className={classes.box}
        aria-label={t('search.label')}
        placeholder={t('search.placeholder')}
        aria-keyshortcuts={aria}
        autoComplete="off"
        spellCheck={false}
        maxLength={MAX_QUERY}
        leftSection={<Search size={18} aria-hidden />}
        rightSectionWidth={72}
        rightSection={
          <span className={classes.boxTools}>
            {typed ? <CloseButton size={28} aria-label={t('search.clear')} onClick={() => write('')} /> : <KeyHint id="app.search" />}
            <QueryHelp
              onPick={(name) => {
                write(withFieldBegun(typed, name));
                field.current?.focus();
              }}
            />
          </span>
        }
        value={typed}
        onChange={(event) => write(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') ask.flush();
          if (event.key === 'Escape') write('');
        }}
      />
      <Understood text={typed} change={write} />
    </>
  );
}
