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

/** Unchanged lines that are shown before and after a change; a gap that would hide fewer than two is none. */
const AROUND = 3;

/** The lines with what lies far from every change left out, as the number of lines left out. */
export function foldSame(lines: readonly Line[]): (Line | number)[] {
  const near = lines.map((_, index) => lines.slice(Math.max(0, index - AROUND), index + AROUND + 1).some((one) => one.kind !== 'same'));
  const folded: (Line | number)[] = [];
  for (const [index, line] of lines.entries()) {
    const last = folded.at(-1);
    const lonely = !near[index] && near[index - 1] !== false && near[index + 1] !== false;
    if (near[index] || lonely) folded.push(line);
    else if (typeof last === 'number') folded[folded.length - 1] = last + 1;
    else folded.push(1);
  }
  return folded;
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
        {/* A diff is drawn once: the place is what identifies a line. */}
        {foldSame(linesOf(changes)).map((line, index) =>
          typeof line === 'number' ? (
            <p key={index} className={classes.gap}>
              {t('versions.unchanged', { count: line })}
            </p>
          ) : (
            <div key={index} className={classes.line} data-kind={line.kind}>
              <span aria-hidden className={classes.sign}>
                {SIGN[line.kind]}
              </span>
              {line.kind !== 'same' && <VisuallyHidden>{t(`versions.${line.kind}`)}: </VisuallyHidden>}
              <span>{line.text || ' '}</span>
            </div>
          ),
        )}
      </div>
    </section>
  ));
}
