import { ActionIcon, Button, TagsInput, Text, TextInput, Title } from '@mantine/core';
import { Plus, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ScenarioInput } from '#shared/contract/scenarios.ts';
import classes from './editor.module.css';
import { freeName } from './scenario-draft.ts';
import type { ScenarioEditor } from './use-editor.ts';

const MAX_GOALS = 20;
const MAX_PHRASES = 30;

/** What has to be said for a call to count as a success. */
export function GoalsField({ editor, readOnly }: { editor: ScenarioEditor; readOnly: boolean }) {
  const { t } = useTranslation('scenarios');
  const { draft, shown, set } = editor;
  const { goals } = draft;
  const change = (index: number, patch: Partial<ScenarioInput['goals'][number]>) =>
    set({ goals: goals.map((one, at) => (at === index ? { ...one, ...patch } : one)) });
  const said = (path: string) => (shown[path] ? t(`problem.${shown[path]}`) : undefined);
  const add = () => {
    const id = freeName(
      'goal',
      goals.map((one) => one.id),
    );
    set({ goals: [...goals, { id, description: '', said: [] }] });
  };
  return (
    <fieldset className={classes.fieldset}>
      <legend>
        <Title order={2} size="h3">
          {t('goals.title')}
        </Title>
      </legend>
      <Text size="xs" c="dimmed">
        {t('goals.hint')}
      </Text>
      {goals.map((one, index) => (
        <div key={one.id} className={classes.entry}>
          <div className={classes.goalFields}>
            <TextInput
              size="xs"
              label={t('goals.description')}
              value={one.description}
              maxLength={200}
              readOnly={readOnly}
              error={said(`goals.${index}.description`)}
              onChange={(event) => change(index, { description: event.currentTarget.value })}
            />
            <TagsInput
              size="xs"
              label={t('goals.said')}
              placeholder={one.said.length === 0 ? t('goals.saidPlaceholder') : ''}
              description={one.said.length === 0 ? t('goals.never') : undefined}
              maxTags={MAX_PHRASES}
              splitChars={[',', ';']}
              acceptValueOnBlur
              readOnly={readOnly}
              error={said(`goals.${index}.said`)}
              value={one.said}
              onChange={(phrases) => change(index, { said: phrases.map((phrase) => phrase.slice(0, 120)) })}
            />
          </div>
          {!readOnly && (
            <ActionIcon
              variant="subtle"
              color="gray"
              size={28}
              aria-label={t('goals.remove', { name: one.description || one.id })}
              onClick={() => set({ goals: goals.toSpliced(index, 1) })}
            >
              <Trash2 size={15} />
            </ActionIcon>
          )}
        </div>
      ))}
      {!readOnly && goals.length < MAX_GOALS && (
        <Button variant="default" size="compact-sm" mih={28} leftSection={<Plus size={14} aria-hidden />} onClick={add}>
          {t('goals.add')}
        </Button>
      )}
    </fieldset>
  );
}
