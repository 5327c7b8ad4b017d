import { ActionIcon, TextInput } from '@mantine/core';
import { Delete, X } from 'lucide-react';
import { type ClipboardEvent, type Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { cleanPasted, countryName, type TypedNumber } from '../../ui/phone.ts';
import { useDesk } from './desk-state.ts';
import type { Draft } from './use-draft.ts';

function useExplanation(typed: TypedNumber, draft: Draft): string {
  const { t } = useTranslation('softphone');
  if (typed.status === 'empty' || typed.status === 'malformed') return t('number.hint');
  const country = countryName(typed.country);
  if (typed.status === 'partial') return country ? `${typed.pretty} · ${country}` : typed.pretty;
  if (draft.persona) {
    const { kind, name } = draft.persona;
    return `${typed.pretty} · ${kind === 'person' ? t('number.person', { name }) : name}`;
  }
  return country ? t('number.is', { number: typed.pretty, country }) : typed.pretty;
}

/** The number as it is typed, and under it what it means. */
export function DialField({ draft, field }: { draft: Draft; field: Ref<HTMLInputElement> }) {
  const { t } = useTranslation('softphone');
  const number = useDesk((desk) => desk.number);
  const setNumber = useDesk((desk) => desk.setNumber);
  const erase = useDesk((desk) => desk.erase);
  const explanation = useExplanation(draft.typed, draft);

  const onPaste = (event: ClipboardEvent) => {
    event.preventDefault();
    setNumber(cleanPasted(event.clipboardData.getData('text')));
  };
  return (
    <TextInput
      ref={field}
      label={t('number.label')}
      type="tel"
      inputMode="tel"
      autoComplete="off"
      size="md"
      className="tabular"
      placeholder={t('number.placeholder')}
      value={number}
      onChange={(event) => setNumber(event.currentTarget.value)}
      onPaste={onPaste}
      error={draft.numberError}
      description={explanation}
      inputWrapperOrder={['label', 'input', 'error', 'description']}
      rightSectionWidth={72}
      rightSection={
        number && (
          <>
            <ActionIcon variant="subtle" color="gray" size={30} aria-label={t('keypad.erase')} onClick={erase}>
              <Delete size={18} />
            </ActionIcon>
            <ActionIcon variant="subtle" color="gray" size={30} aria-label={t('number.clear')} onClick={() => setNumber('')}>
              <X size={18} />
            </ActionIcon>
          </>
        )
      }
    />
  );
}
