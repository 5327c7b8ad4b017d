import { Button, Checkbox, NumberInput, Progress, SegmentedControl, Select, TextInput, Title } from '@mantine/core';
import { Drama, Square } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usedVariables } from '#shared/domain/scenario-instructions.ts';
import { useMe } from '../../client/queries.ts';
import { CommandButton } from '../../ui/command-button.tsx';
import { formatMoment } from '../../ui/format.ts';
import { InlineFailure } from '../../ui/inline-failure.tsx';
import classes from './editor.module.css';
import { RehearsalResult } from './rehearsal-result.tsx';
import rehearseClasses from './rehearse.module.css';
import type { ScenarioEditor } from './use-editor.ts';
import type { RehearsalChoice } from './use-rehearsal-choice.ts';
import { type Batch, isOpen, useRehearsals } from './use-rehearsals.ts';

const SPEEDS = [1, 5, 20] as const;
const MAX_SEED = 2_147_483_647;

function Run({ batch, cancel, canceling }: { batch: Batch; cancel: () => void; canceling: boolean }) {
  const { t } = useTranslation('scenarios');
  const done = batch.items.filter((one) => !isOpen(one)).length;
  const passed = batch.items.filter((one) => one.state === 'passed').length;
  const running = done < batch.items.length;
  return (
    <>
      <div className={rehearseClasses.runHead}>
        <output className="tabular">
          {running ? t('rehearse.progress', { done, count: batch.items.length }) : t('rehearse.passed', { passed, count: batch.items.length })}
        </output>
        {running && (
          <Button variant="default" size="compact-sm" mih={28} leftSection={<Square size={13} aria-hidden />} loading={canceling} onClick={cancel}>
            {t('rehearse.cancel')}
          </Button>
        )}
      </div>
      {running && <Progress value={(done / batch.items.length) * 100} size="sm" aria-label={t('rehearse.progressLabel')} />}
      <div>
        {batch.items.map((one) => (
          <RehearsalResult key={one.rehearsal_id} rehearsal={one} />
        ))}
      </div>
    </>
  );
}

function Runs({ runs, hasGoals }: { runs: ReturnType<typeof useRehearsals>; hasGoals: boolean }) {
  const { t } = useTranslation('scenarios');
  const [chosen, choose] = useState<string>();
  const { batches, cancel, error } = runs;
  const shown = batches.find((one) => one.batch_id === chosen) ?? batches[0];
  if (error) return <InlineFailure error={error} />;
  if (!shown) {
    return (
      <div className={rehearseClasses.runs}>
        <Title order={2} size="h3">
          {t('rehearse.emptyTitle')}
        </Title>
        <p className={rehearseClasses.note}>{hasGoals ? t('rehearse.empty') : t('rehearse.emptyNoGoals')}</p>
      </div>
    );
  }
  return (
    <section className={rehearseClasses.runs} aria-label={t('rehearse.results')}>
      <Title order={2} size="h3">
        {t('rehearse.results')}
      </Title>
      {batches.length > 1 && (
        <Select
          size="xs"
          aria-label={t('rehearse.run')}
          allowDeselect={false}
          data={batches.map((one, index) => ({
            value: one.batch_id,
            label: t(index === 0 ? 'rehearse.newest' : 'rehearse.earlier', { moment: formatMoment(one.created_at), count: one.items.length }),
          }))}
          value={shown.batch_id}
          onChange={(id) => choose(id === batches[0]?.batch_id ? undefined : (id ?? undefined))}
        />
      )}
      <Run batch={shown} cancel={() => cancel.mutate(shown.batch_id)} canceling={cancel.isPending} />
    </section>
  );
}

/** Proves the scenario on practice people before it rings a real telephone; what is not saved yet is rehearsed too. */
export function RehearsePane({ editor, choice }: { editor: ScenarioEditor; choice: RehearsalChoice }) {
  const { t } = useTranslation('scenarios');
  const { base, draft, dirty, problems } = editor;
  const { role } = useMe();
  const { personas, chosen, setChosen, seed, setSeed, speed, setSpeed, values, setValues } = choice;
  const runs = useRehearsals(base?.scenario_id);
  const missing = draft.variables.filter((one) => one.example.trim() === '' && !values[one.name]?.trim() && usedVariables(draft).includes(one.name));
  const everybody = personas.length > 0 && personas.every((one) => chosen.includes(one.id));
  const [first] = runs.batches;
  const busy = first?.items.some(isOpen) ?? false;
  const reasons = [
    role === 'viewer' && t('blocked.viewer'),
    !base && t('rehearse.blocked.unsaved'),
    Object.keys(problems).length > 0 && t('rehearse.blocked.problems'),
    chosen.length === 0 && t('rehearse.blocked.nobody'),
    busy && t('rehearse.blocked.busy'),
    missing.length > 0 && t('rehearse.blocked.values', { names: missing.map((one) => one.label || one.name).join(', ') }),
  ];
  const blocked = reasons.find((one) => typeof one === 'string');
  const run = () => {
    const variables = Object.fromEntries(draft.variables.flatMap(({ name }) => (values[name]?.trim() ? [[name, values[name].trim()]] : [])));
    const wanted = personas.map((one) => one.id).filter((id) => chosen.includes(id));
    runs.start.mutate({ personas: wanted, seed, speed, variables, ...(dirty ? { draft } : {}) });
  };
  return (
    <section className={classes.pane} aria-label={t('pane.rehearse')}>
      <Checkbox.Group label={t('rehearse.personas')} value={[...chosen]} onChange={setChosen}>
        <div className={rehearseClasses.personas}>
          {personas.map((one) => (
            <Checkbox key={one.id} size="xs" value={one.id} label={one.name} title={one.description} />
          ))}
        </div>
      </Checkbox.Group>
      <Button
        variant="default"
        size="compact-sm"
        mih={28}
        className={rehearseClasses.everybody}
        onClick={() => setChosen(everybody ? [] : personas.map((one) => one.id))}
      >
        {everybody ? t('rehearse.nobody') : t('rehearse.everybody', { count: personas.length })}
      </Button>
      <div className={rehearseClasses.conditions}>
        <div>
          <span className={rehearseClasses.label}>{t('rehearse.speed')}</span>
          <SegmentedControl
            size="xs"
            fullWidth
            aria-label={t('rehearse.speed')}
            data={SPEEDS.map((one) => ({ value: String(one), label: `${one}×` }))}
            value={String(speed)}
            onChange={(value) => setSpeed(Number(value))}
          />
        </div>
        <NumberInput
          size="xs"
          label={t('rehearse.seed')}
          min={0}
          max={MAX_SEED}
          allowDecimal={false}
          allowNegative={false}
          value={seed}
          onChange={(value) => typeof value === 'number' && setSeed(Math.min(MAX_SEED, Math.max(0, Math.round(value))))}
        />
      </div>
      <p className={rehearseClasses.note}>{t('rehearse.seedHint')}</p>
      {draft.variables.length > 0 && (
        <details className={rehearseClasses.values} open={missing.length > 0 || undefined}>
          <summary>{t('rehearse.values', { count: draft.variables.length })}</summary>
          <div className={rehearseClasses.valueFields}>
            {draft.variables.map((one) => (
              <TextInput
                key={one.name}
                size="xs"
                label={one.label}
                placeholder={one.example}
                required={missing.includes(one)}
                maxLength={500}
                value={values[one.name] ?? ''}
                onChange={(event) => setValues({ ...values, [one.name]: event.currentTarget.value })}
              />
            ))}
          </div>
        </details>
      )}
      <CommandButton
        id="scenario.rehearse"
        label={t('rehearse.start', { count: chosen.length })}
        icon={Drama}
        variant="filled"
        loading={runs.start.isPending}
        blocked={blocked}
        hint={dirty ? t('rehearse.hintDraft') : t('rehearse.hint')}
        run={run}
      />
      {blocked && <p className={rehearseClasses.note}>{blocked}</p>}
      {runs.start.error && <InlineFailure error={runs.start.error} />}
      <Runs runs={runs} hasGoals={draft.goals.length > 0} />
    </section>
  );
}
