/** The screens of the rail, in their order. */
import { Headset, KeyRound, LayoutGrid, type LucideIcon, MessageSquareQuote, PhoneCall, ScrollText, Settings, Users } from 'lucide-react';
import type { CommandId } from '../shortcuts/commands.ts';

export type Screen = {
  path: '/softphone' | '/wall' | '/calls' | '/transcripts' | '/scenarios' | '/admin' | '/api-access' | '/settings';
  label: `nav.${'softphone' | 'wall' | 'calls' | 'transcripts' | 'scenarios' | 'admin' | 'apiAccess' | 'settings'}`;
  icon: LucideIcon;
  command: CommandId;
};

export const SCREENS: readonly Screen[] = [
  { path: '/softphone', label: 'nav.softphone', icon: Headset, command: 'go.softphone' },
  { path: '/wall', label: 'nav.wall', icon: LayoutGrid, command: 'go.wall' },
  { path: '/calls', label: 'nav.calls', icon: PhoneCall, command: 'go.calls' },
  { path: '/transcripts', label: 'nav.transcripts', icon: MessageSquareQuote, command: 'go.transcripts' },
  { path: '/scenarios', label: 'nav.scenarios', icon: ScrollText, command: 'go.scenarios' },
  { path: '/admin', label: 'nav.admin', icon: Users, command: 'go.admin' },
  { path: '/api-access', label: 'nav.apiAccess', icon: KeyRound, command: 'go.apiAccess' },
  { path: '/settings', label: 'nav.settings', icon: Settings, command: 'go.settings' },
];
