import { Title, VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ScenarioDiff } from '#shared/contract/rehearsals.ts';
import classes from './versions.module.css';

type Line = { kind: ScenarioDiff['fields'][number]['changes'][number]['kind']; text: string };

/** The lines of a field, each with what became of it. */
export function linesOf(changes: ScenarioDiff['fields'][number]['changes']): Line[] {
  return changes.flatMap(({ kind, text }) =>
    text
      .replace(/\n$/, '')
      .split('\n')
      .map((line) => ({ kind, text: line })),
  );
}

const SIGN = { same: ' ', added: '+', removed: '−' } as const;

/** What differs, field by field and line by line. */
export function DiffView({ diff }: { diff: ScenarioDiff }) {
  const { t } = useTranslation('scenarios');
  if (diff.fields.length === 0) return <p className={classes.note}>{t('versions.same')}</p>;
  return diff.fields.map(({ field, changes }) => (
    <section key={field} className={classes.field}>
      <Title order={3}>{t(`diffField.${field}`, { defaultValue: field })}</Title>
      <div className={classes.lines}>
        {linesOf(changes).map((line, index) => (
          // A diff is drawn once: the place is what identifies a line.
          <div key={index} className={classes.line} data-kind={line.kind}>
            <span aria-hidden className={classes.sign}>
              {SIGN[line.kind]}
            </span>
            {line.kind !== 'same' && <VisuallyHidden>{t(`versions.${line.kind}`)}: </VisuallyHidden>}
            <span>{line.text || ' '}</span>
          </div>
        ))}
      </div>
    </section>
  ));
}
