import { Spotlight, spotlight } from '@mantine/spotlight';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { MessageSquareQuote, PhoneCall, ScrollText, Search, Zap } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { routes } from '#shared/contract/index.ts';
import { formatPhone } from '#shared/domain/phone.ts';
import { useConsole } from '../client/console-context.ts';
import { useCallList, useScenarios } from '../client/queries.ts';
import { useRedaction } from '../features/call-detail/redaction.ts';
import { formatMoment } from '../ui/format.ts';
import { KeyHint } from '../ui/key-hint.tsx';
import { Snippet } from '../ui/snippet.tsx';
import { StateBadge } from '../ui/state-badge.tsx';
import { useCommand, useOfferedCommands, useShortcuts } from './shortcuts/shortcut-context.tsx';

const SEARCH_FROM = 2;

/** How well a text answers a query, the best first: it begins so, a word of it begins so, it is somewhere in it. */
function rank(text: string, query: string): number {
  const haystack = ` ${text.toLowerCase()}`;
  const needle = query.toLowerCase();
  if (haystack.startsWith(` ${needle}`)) return 0;
  return haystack.includes(` ${needle}`) ? 1 : 2;
}

/** The kit chooses the first result when a letter is typed; results that come later are chosen here, so that Enter always does what is on top. */
function useFirstChosen() {
  useEffect(() => {
    const actions = document.querySelectorAll('[role=dialog] [data-action]');
    if (![...actions].some((one) => one.hasAttribute('data-selected'))) actions[0]?.setAttribute('data-selected', 'true');
  });
}

function matches(text: string, query: string): boolean {
  const haystack = text.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => haystack.includes(word));
}

function useSaid(query: string) {
  const { api } = useConsole();
  const { redacted } = useRedaction();
  return useQuery({
    queryKey: ['said', query, redacted],
    queryFn: ({ signal }) => api.call(routes.calls.search, { query: { q: query, limit: 6, redacted } }, { signal }),
    enabled: query.length > SEARCH_FROM,
    placeholderData: (before) => before,
  }).data;
}

function CommandActions({ query }: { query: string }) {
  const { t } = useTranslation();
  const shortcuts = useShortcuts();
  const offered = useOfferedCommands().filter((id) => id !== 'app.palette' && !id.startsWith('list.') && matches(t(`command.${id}`), query));
  useFirstChosen();
  if (offered.length === 0) return null;
  return (
    <Spotlight.ActionsGroup label={t('palette.commands')}>
      {offered
        .toSorted((a, b) => rank(t(`command.${a}`), query) - rank(t(`command.${b}`), query))
        .map((id) => (
          <Spotlight.Action
            key={id}
            label={t(`command.${id}`)}
            leftSection={<Zap size={18} aria-hidden />}
            rightSection={<KeyHint id={id} />}
            // The palette closes first, so that what the command focuses keeps the focus.
            onClick={() => setTimeout(() => shortcuts.run(id))}
          />
        ))}
    </Spotlight.ActionsGroup>
  );
}

function CallActions({ query }: { query: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const calls = useCallList(query ? { q: query, limit: 5 } : { limit: 5 }).data?.items ?? [];
  const hits = useSaid(query)?.items ?? [];
  useFirstChosen();
  return (
    <>
      {calls.length > 0 && (
        <Spotlight.ActionsGroup label={t('palette.calls')}>
          {calls.map((call) => (
            <Spotlight.Action
              key={call.call_id}
              label={`${formatPhone(call.to)} · ${call.scenario_name}`}
              description={formatMoment(call.created_at)}
              leftSection={<PhoneCall size={18} aria-hidden />}
              rightSection={<StateBadge state={call.state} />}
              onClick={() => void navigate({ to: '/calls/$callId', params: { callId: call.call_id } })}
            />
          ))}
        </Spotlight.ActionsGroup>
      )}
      {query.length > SEARCH_FROM && hits.length > 0 && (
        <Spotlight.ActionsGroup label={t('palette.said')}>
          {hits.map((hit) => (
            <Spotlight.Action
              key={hit.utterance_id}
              leftSection={<MessageSquareQuote size={18} aria-hidden />}
              onClick={() => void navigate({ to: '/calls/$callId', params: { callId: hit.call_id }, search: { at: hit.start_ms } })}
            >
              <span>
                <Snippet text={hit.snippet} />
              </span>
            </Spotlight.Action>
          ))}
        </Spotlight.ActionsGroup>
      )}
    </>
  );
}

function ScenarioActions({ query }: { query: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const found = useScenarios().filter((scenario) => query.length > 0 && matches(`${scenario.name} ${scenario.description}`, query));
  useFirstChosen();
  if (found.length === 0) return null;
  return (
    <Spotlight.ActionsGroup label={t('palette.scenarios')}>
      {found.slice(0, 5).map((scenario) => (
        <Spotlight.Action
          key={scenario.scenario_id}
          label={scenario.name}
          description={t('palette.practise')}
          leftSection={<ScrollText size={18} aria-hidden />}
          onClick={() => void navigate({ to: '/softphone', search: { scenario: scenario.scenario_id } })}
        />
      ))}
    </Spotlight.ActionsGroup>
  );
}

/** The kit does so a moment later, and on a busy machine the first letters would be lost. */
const focusAtOnce = (field: HTMLInputElement | null) => field?.focus();

/** One field for everything: commands with their keys, calls, words that were said, scenarios. */
export function Palette() {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const query = typed.trim();
  useCommand('app.palette', spotlight.toggle);
  useCommand('app.search', spotlight.open);
  return (
    <Spotlight.Root
      query={typed}
      onQueryChange={setTyped}
      shortcut={null}
      lockScroll={false}
      size={640}
      // The field stays where it is, however many results come.
      centered={false}
      yOffset="10vh"
      attributes={{ content: { 'aria-label': t('command.app.palette') } }}
      maxHeight="60vh"
      scrollable
      overlayProps={{ backgroundOpacity: 0.3 }}
      // It is there at once: whoever types on after the key loses no letter.
      transitionProps={{ duration: 0, transition: 'fade' }}
    >
      <Spotlight.Search
        ref={focusAtOnce}
        placeholder={t('palette.placeholder')}
        aria-label={t('palette.placeholder')}
        leftSection={<Search size={18} aria-hidden />}
      />
      <Spotlight.ActionsList>
        <CommandActions query={query} />
        <CallActions query={query} />
        <ScenarioActions query={query} />
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}
