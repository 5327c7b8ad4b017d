import { ActionIcon, CloseButton, Code, Popover, TextInput, UnstyledButton } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { CircleHelp, Search, TriangleAlert } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { parseCallQuery, QUERY_FIELDS } from '#shared/domain/call-query.ts';
import { useCommand, useKeys } from '../../app/shortcuts/shortcut-context.tsx';
import { KeyHint } from '../../ui/key-hint.tsx';
import { fieldTokens, MAX_QUERY, without } from './transcripts-search.ts';
import classes from './transcripts.module.css';

const TYPING_MS = 180;

/** Every field of the language, with what it is for; a click writes it. */
function Help({ onPick }: { onPick: (field: string) => void }) {
  const { t } = useTranslation('transcripts');
  const [opened, setOpened] = useState(false);
  return (
    <Popover position="bottom-end" width={420} shadow="md" opened={opened} onChange={setOpened} trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={28}
          aria-label={t('help.open')}
          title={t('help.open')}
          onClick={() => setOpened((before) => !before)}
        >
          <CircleHelp size={16} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('help.open')}>
        <p className={classes.helpLead}>{t('help.lead')}</p>
        <ul className={classes.help}>
          {Object.entries(QUERY_FIELDS).map(([field, meaning]) => (
            <li key={field}>
              <UnstyledButton
                className={classes.helpField}
                onClick={() => {
                  setOpened(false);
                  onPick(field);
                }}
              >
                <Code>{field === 'dur' ? 'dur>' : `${field}:`}</Code>
                <span>{meaning}</span>
              </UnstyledButton>
            </li>
          ))}
        </ul>
      </Popover.Dropdown>
    </Popover>
  );
}

/** What the text was understood as: each field as a chip that can be taken out, and each part that means nothing. */
function Understood({ text, change }: { text: string; change: (text: string) => void }) {
  const { t } = useTranslation('transcripts');
  const { problems } = parseCallQuery(text);
  const wrong = new Set(problems.map((one) => one.text));
  const chips = fieldTokens(text).filter((one) => !wrong.has(one.text));
  if (chips.length === 0 && problems.length === 0) return null;
  return (
    <div className={classes.understood}>
      {chips.map((one, index) => (
        <span key={`${index}${one.text}`} className={classes.chip}>
          <b>{t(`field.${one.field}`, { defaultValue: one.field })}</b> {one.op === ':' ? '' : one.op} {one.value}
          <CloseButton size={24} iconSize={13} aria-label={t('takeOut', { part: one.text })} onClick={() => change(without(text, one.text))} />
        </span>
      ))}
      {problems.map((one) => (
        <output key={one.text} className={classes.problem}>
          <TriangleAlert size={14} aria-hidden />
          <Code>{one.text}</Code> {one.message}
        </output>
      ))}
    </div>
  );
}

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
  useCommand('app.search', () => field.current?.select());
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
            <Help
              onPick={(name) => {
                write(`${typed.trim()} ${name}${name === 'dur' ? '>' : ':'}`.trim());
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
