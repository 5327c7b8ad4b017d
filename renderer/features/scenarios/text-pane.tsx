import { Button, Text, TextInput } from '@mantine/core';
import { Plus, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { asWritten, undeclaredNames } from '#shared/domain/scenario-instructions.ts';
import { newVariable } from './scenario-draft.ts';
import classes from './editor.module.css';
import type { ScenarioEditor } from './use-editor.ts';
import { VariableText } from './variable-text.tsx';

type UndeclaredProps = { editor: ScenarioEditor; text: 'greeting' | 'persona' | 'prompt'; readOnly: boolean };

/** Names in a text that are not declared yet, and the one click that declares them. */
function Undeclared({ editor, text, readOnly }: UndeclaredProps) {
  const { t } = useTranslation('scenarios');
  const { draft, set } = editor;
  const names = undeclaredNames(draft).find((one) => one.text === text)?.names;
  if (!names) return null;
  return (
    <output className={classes.undeclared}>
      <TriangleAlert size={16} aria-hidden color="var(--tl-wrap)" />
      <Text size="sm">{t('undeclared.text', { count: names.length, names: asWritten(names) })}</Text>
      {!readOnly && (
        <Button
          variant="default"
          size="compact-sm"
          mih={28}
          leftSection={<Plus size={14} aria-hidden />}
          onClick={() => set({ variables: [...draft.variables, ...names.map(newVariable)] })}
        >
          {t('undeclared.declare', { count: names.length })}
        </Button>
      )}
    </output>
  );
}

/** What the AI is, says first, and does. */
export function TextPane({ editor, readOnly }: { editor: ScenarioEditor; readOnly: boolean }) {
  const { t } = useTranslation('scenarios');
  const { draft, shown, set } = editor;
  const declared = new Set(draft.variables.map((one) => one.name));
  const said = (field: string) => (shown[field] ? t(`problem.${shown[field]}`) : undefined);
  const common = { declared, readOnly };
  return (
    <section className={classes.pane} aria-label={t('pane.text')}>
      <TextInput
        label={t('field.name')}
        value={draft.name}
        maxLength={80}
        error={said('name')}
        readOnly={readOnly}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <TextInput
        label={t('field.description')}
        description={t('field.descriptionHint')}
        value={draft.description}
        maxLength={400}
        readOnly={readOnly}
        onChange={(event) => set({ description: event.currentTarget.value })}
      />
      <VariableText
        {...common}
        label={t('field.greeting')}
        description={t('field.greetingHint')}
        value={draft.greeting}
        maxLength={600}
        minRows={2}
        error={said('greeting')}
        onChange={(greeting) => set({ greeting })}
      />
      <Undeclared text="greeting" editor={editor} readOnly={readOnly} />
      <VariableText
        {...common}
        label={t('field.persona')}
        description={t('field.personaHint')}
        value={draft.persona}
        maxLength={8000}
        minRows={3}
        error={said('persona')}
        onChange={(persona) => set({ persona })}
      />
      <Undeclared text="persona" editor={editor} readOnly={readOnly} />
      <VariableText
        {...common}
        label={t('field.prompt')}
        description={t('field.promptHint')}
        value={draft.prompt}
        maxLength={16000}
        minRows={12}
        error={said('prompt')}
        onChange={(prompt) => set({ prompt })}
      />
      <Undeclared text="prompt" editor={editor} readOnly={readOnly} />
    </section>
  );
}
