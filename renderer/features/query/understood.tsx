import { CloseButton, Code } from '@mantine/core';
import { TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { parseCallQuery } from '#shared/domain/call-query.ts';
import { fieldTokens, without } from './query-text.ts';
import classes from './query.module.css';

/** What the text was understood as: each field as a chip that can be taken out, and each part that means nothing. */
export function Understood({ text, change }: { text: string; change: (text: string) => void }) {
  const { t } = useTranslation('query');
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
          <Code>{one.text}</Code> <span>{one.message}</span>
        </output>
      ))}
    </div>
  );
}
