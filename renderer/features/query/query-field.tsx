import { CloseButton, TextInput, type TextInputProps } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { Search } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand, useKeys } from '../../app/shortcuts/shortcut-context.tsx';
import { KeyHint } from '../../ui/key-hint.tsx';
import { QueryHelp } from './query-help.tsx';
import { withFieldBegun } from './query-text.ts';
import classes from './query.module.css';

const TYPING_MS = 180;

type QueryFieldProps = Pick<TextInputProps, 'size' | 'className' | 'placeholder' | 'maxLength'> & {
  label: string;
  /** What is asked now, without spaces around it. */
  q: string;
  change(q: string): void;
};

/** The one box for words, phrases and fields. It asks while one types. */
export function QueryField({ label, q, change, ...rest }: QueryFieldProps) {
  const { t } = useTranslation('query');
  const field = useRef<HTMLInputElement>(null);
  const { aria } = useKeys('app.search');
  const [typed, setTyped] = useState(q);
  const [asked, setAsked] = useState(q);
  const [seen, setSeen] = useState(q);
  const ask = useDebouncedCallback((text: string) => {
    setAsked(text.trim());
    change(text.trim());
  }, TYPING_MS);
  // The question can change without this field: by a filter, a link, or going back. What it asked for itself leaves what is typed alone.
  if (q !== seen) {
    setSeen(q);
    if (q !== asked) {
      setAsked(q);
      setTyped(q);
    }
  }
  const write = (text: string) => {
    setTyped(text);
    ask(text);
  };
  const clear = () => {
    write('');
    ask.flush();
    field.current?.focus();
  };
  useCommand('app.search', () => {
    field.current?.focus();
    field.current?.select();
  });
  return (
    <TextInput
      {...rest}
      ref={field}
      type="search"
      aria-label={label}
      aria-keyshortcuts={aria}
      autoComplete="off"
      spellCheck={false}
      leftSection={<Search size={16} aria-hidden />}
      rightSectionWidth={68}
      rightSection={
        <span className={classes.tools}>
          {typed ? <CloseButton size={28} aria-label={t('clear')} onClick={clear} /> : <KeyHint id="app.search" />}
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
        if (event.key === 'Escape' && typed) clear();
        else if (event.key === 'Escape') field.current?.blur();
      }}
    />
  );
}
