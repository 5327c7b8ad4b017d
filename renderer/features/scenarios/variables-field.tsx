import { ActionIcon, Button, Text, TextInput, Title } from '@mantine/core';
import { Plus, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ScenarioInput } from '#shared/contract/scenarios.ts';
import classes from './editor.module.css';
import { freeName, newVariable } from './scenario-draft.ts';
import type { ScenarioEditor } from './use-editor.ts';

const MAX_VARIABLES = 30;

/** What is filled in for each call. */
export function VariablesField({ editor, readOnly }: { editor: ScenarioEditor; readOnly: boolean }) {
  const { t } = useTranslation('scenarios');
  const { draft, shown, set } = editor;
  const { variables } = draft;
  const change = (index: number, patch: Partial<ScenarioInput['variables'][number]>) =>
    set({ variables: variables.map((one, at) => (at === index ? { ...one, ...patch } : one)) });
  const said = (path: string) => (shown[path] ? t(`problem.${shown[path]}`) : undefined);
  return (
    <fieldset className={classes.fieldset}>
      <legend>
        <Title order={2} size="h3">
          {t('variables.title')}
        </Title>
      </legend>
      <Text size="xs" c="dimmed">
        {t('variables.hint')}
      </Text>
      {variables.map((one, index) => (
        // Names change while they are typed: the place is what identifies an entry.
        <div key={index} className={classes.entry}>
          <div className={classes.entryFields}>
            <TextInput
              size="xs"
              label={t('variables.name')}
              value={one.name}
              maxLength={40}
              readOnly={readOnly}
              error={said(`variables.${index}.name`)}
              onChange={(event) => change(index, { name: event.currentTarget.value.toLowerCase().replaceAll(/[\s-]+/g, '_') })}
            />
            <TextInput
              size="xs"
              label={t('variables.label')}
              value={one.label}
              maxLength={80}
              readOnly={readOnly}
              error={said(`variables.${index}.label`)}
              onChange={(event) => change(index, { label: event.currentTarget.value })}
            />
            <TextInput
              size="xs"
              label={t('variables.example')}
              value={one.example}
              maxLength={200}
              readOnly={readOnly}
              onChange={(event) => change(index, { example: event.currentTarget.value })}
            />
          </div>
          {!readOnly && (
            <ActionIcon
              variant="subtle"
              color="gray"
              size={28}
              aria-label={t('variables.remove', { name: one.name })}
              onClick={() => set({ variables: variables.toSpliced(index, 1) })}
            >
              <Trash2 size={15} />
            </ActionIcon>
          )}
        </div>
      ))}
      {!readOnly && variables.length < MAX_VARIABLES && (
        <Button
          variant="default"
          size="compact-sm"
          mih={28}
          leftSection={<Plus size={14} aria-hidden />}
          onClick={() =>
            set({
              variables: [
                ...variables,
                newVariable(
                  freeName(
                    'detail',
                    variables.map((one) => one.name),
                  ),
                ),
              ],
            })
          }
        >
          {t('variables.add')}
        </Button>
      )}
    </fieldset>
  );
}
