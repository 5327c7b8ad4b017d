import { PasswordInput } from '@mantine/core';
import type { ComponentProps } from 'react';
import { useTranslation } from 'react-i18next';
import { passwordWeakness } from '#shared/domain/password.ts';

type PasswordFieldProps = ComponentProps<typeof PasswordInput> & {
  /** Words that the password may not be, such as the name: then it is a new one, and its strength is said while it is typed. */
  personal?: readonly string[];
  typed?: string;
};

/** A password that can be pasted, filled in by a password manager, and looked at. */
export function PasswordField({ personal, typed = '', ...rest }: PasswordFieldProps) {
  const { t } = useTranslation('signIn');
  const weakness = typed && personal ? passwordWeakness(typed, personal) : undefined;
  const strength = typed ? (weakness ?? t('strength.good')) : t('strength.hint');
  return (
    <PasswordInput
      label={personal ? t('field.newPassword') : t('field.password')}
      autoComplete={personal ? 'new-password' : 'current-password'}
      maxLength={256}
      visibilityToggleButtonProps={{ 'aria-label': t('field.showPassword'), tabIndex: 0, 'aria-hidden': false }}
      {...(personal && !rest.error ? { description: strength, inputWrapperOrder: ['label', 'input', 'error', 'description'] as const } : {})}
      {...rest}
    />
  );
}
