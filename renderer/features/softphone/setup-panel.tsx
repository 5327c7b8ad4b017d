import { Button, Tabs } from '@mantine/core';
import { PhoneOutgoing } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { formatPhone } from '#shared/domain/phone.ts';
import { useCommand, useKeys } from '../../app/shortcuts/shortcut-context.tsx';
import { usePersonas } from '../../client/queries.ts';
import { InlineFailure } from '../../ui/inline-failure.tsx';
import { KeyHint } from '../../ui/key-hint.tsx';
import { ChoiceList } from './choice-list.tsx';
import { useDesk } from './desk-state.ts';
import { DialField } from './dial-field.tsx';
import { Keypad } from './keypad.tsx';
import classes from './softphone.module.css';
import type { Draft } from './use-draft.ts';
import { useTypeAnywhere } from './use-type-anywhere.ts';
import type { usePlaceCall } from './use-place-call.ts';

function People({ draft }: { draft: Draft }) {
  const { t } = useTranslation('softphone');
  const personas = usePersonas();
  const pick = useDesk((desk) => desk.pickPersona);
  return (
    <ChoiceList
      label={t('people.label')}
      name="persona"
      value={draft.persona?.id}
      choices={personas.map((one) => ({ id: one.id, name: one.name, detail: one.description, aside: formatPhone(one.number) }))}
      onPick={(id) => {
        const persona = personas.find((one) => one.id === id);
        if (persona) pick(persona.id, persona.number);
      }}
    />
  );
}

/** Who is called: a number, by any way to give one, and the button that calls it. */
export function SetupPanel({ draft, placing, typing }: { draft: Draft; placing: ReturnType<typeof usePlaceCall>; typing: boolean }) {
  const { t } = useTranslation('softphone');
  const field = useRef<HTMLInputElement>(null);
  const type = useDesk((desk) => desk.type);
  const setNumber = useDesk((desk) => desk.setNumber);
  const { aria } = useKeys('call.place');
  const place = () => void placing.place(draft);
  // While a call is on the desk its notes may have the focus, so the key is silent there.
  useCommand('call.place', place, typing && !draft.blocked && !placing.placing);

  const focusEnd = () => field.current?.focus();
  useTypeAnywhere(
    typing,
    /^[\d+*#]$/,
    (key) => {
      // A whole number is there, of the last call perhaps: this begins another.
      if (draft.typed.status === 'complete') setNumber(key);
      else type(key);
      focusEnd();
    },
    (number) => {
      setNumber(number);
      focusEnd();
    },
  );

  return (
    <form
      className={classes.setup}
      aria-label={t('setup')}
      onSubmit={(event) => {
        event.preventDefault();
        place();
      }}
    >
      <div className={classes.setupHead}>
        <DialField draft={draft} field={field} />
      </div>
      <Tabs defaultValue={draft.practice ? 'people' : 'keypad'} className={classes.sides} keepMounted={false}>
        <Tabs.List grow>
          {draft.practice && <Tabs.Tab value="people">{t('side.people')}</Tabs.Tab>}
          <Tabs.Tab value="keypad">{t('side.keypad')}</Tabs.Tab>
        </Tabs.List>
        {draft.practice && (
          <Tabs.Panel value="people" className={classes.side}>
            <People draft={draft} />
          </Tabs.Panel>
        )}
        <Tabs.Panel value="keypad" className={classes.side}>
          <Keypad onKey={type} />
        </Tabs.Panel>
      </Tabs>
      <div className={classes.setupFoot}>
        {placing.error && <InlineFailure error={placing.error} />}
        <Button
          type="submit"
          size="md"
          fullWidth
          loading={placing.placing}
          leftSection={<PhoneOutgoing size={18} aria-hidden />}
          rightSection={
            <span className={classes.placeKeys}>
              <KeyHint id="call.place" />
            </span>
          }
          aria-keyshortcuts={aria}
          aria-disabled={draft.blocked ? true : undefined}
          data-disabled={draft.blocked ? true : undefined}
          aria-describedby="place-hint"
        >
          {draft.practice ? t('place.practice') : t('place.button')}
        </Button>
        <p id="place-hint" className={classes.hint}>
          {draft.blocked ?? t('place.with', { scenario: draft.scenario?.name ?? '' })}
        </p>
      </div>
    </form>
  );
}
