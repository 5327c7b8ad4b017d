import { Button, type ButtonProps, Tooltip } from '@mantine/core';
import type { LucideIcon } from 'lucide-react';
import { useCommand, useKeys } from '../app/shortcuts/shortcut-context.tsx';
import type { CommandId } from '../app/shortcuts/commands.ts';
import { KeyHint } from './key-hint.tsx';

type CommandButtonProps = Omit<ButtonProps, 'children' | 'leftSection' | 'rightSection' | 'disabled' | 'onClick'> & {
  id: CommandId;
  label: string;
  icon: LucideIcon;
  run: () => void;
  pressed?: boolean;
  /** Why it cannot be used now; the button stays visible and says so. */
  blocked?: string | undefined;
  /** A sentence more than the label, in the tooltip. */
  hint?: string;
};

/** A button that is also a command: one key, one click, one entry of the palette. */
export function CommandButton({ id, label, icon: Icon, run, pressed, blocked, hint, ...rest }: CommandButtonProps) {
  const { aria } = useKeys(id);
  useCommand(id, run, !blocked);
  return (
    <Tooltip label={blocked ?? hint ?? label}>
      <Button
        variant="default"
        size="compact-md"
        mih={32}
        {...rest}
        leftSection={<Icon size={16} aria-hidden />}
        rightSection={<KeyHint id={id} />}
        aria-keyshortcuts={aria}
        aria-pressed={pressed}
        aria-disabled={blocked ? true : undefined}
        data-disabled={blocked ? true : undefined}
        aria-description={blocked}
        onClick={() => {
          if (!blocked) run();
        }}
      >
        {label}
      </Button>
    </Tooltip>
  );
}
