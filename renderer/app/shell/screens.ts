/** The screens of the rail, in their order. */
import { Headset, LayoutGrid, type LucideIcon, PhoneCall, Settings } from 'lucide-react';
import type { CommandId } from '../shortcuts/commands.ts';

export type Screen = {
  path: '/softphone' | '/wall' | '/calls' | '/settings';
  label: 'nav.softphone' | 'nav.wall' | 'nav.calls' | 'nav.settings';
  icon: LucideIcon;
  command: CommandId;
};

export const SCREENS: readonly Screen[] = [
  { path: '/softphone', label: 'nav.softphone', icon: Headset, command: 'go.softphone' },
  { path: '/wall', label: 'nav.wall', icon: LayoutGrid, command: 'go.wall' },
  { path: '/calls', label: 'nav.calls', icon: PhoneCall, command: 'go.calls' },
  { path: '/settings', label: 'nav.settings', icon: Settings, command: 'go.settings' },
];
