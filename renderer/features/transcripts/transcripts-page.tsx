import { Button, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { getRouteApi } from '@tanstack/react-router';
import { FileArchive, MessageSquareQuote, SearchX } from 'lucide-react';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { RedactionToggle } from '../call-detail/redaction-toggle.tsx';
import { QueryField } from '../query/query-field.tsx';
import { Understood } from '../query/understood.tsx';
import { ExportsDrawer } from './exports-drawer.tsx';
import { HitList } from './hit-list.tsx';
import { QueryFilters } from './query-filters.tsx';
import { MAX_QUERY } from './transcripts-search.ts';
import classes from './transcripts.module.css';
import { useHitPages } from './use-hit-pages.ts';

const route = getRouteApi('/transcripts');

const EXAMPLES = ['appointment', '"call me back"', 'speaker:customer price*', 'has:interruption dur>60'] as const;

/** Nothing is asked yet: what can be, with examples that work by a click. */
function Invitation({ ask }: { ask: (q: string) => void }) {
  const { t } = useTranslation('transcripts');
  return (
    <EmptyState
      icon={MessageSquareQuote}
      title={t('empty.title')}
      action={
        <div className={classes.examples}>
          {EXAMPLES.map((one) => (
            <Button key={one} variant="default" size="compact-md" mih={32} onClick={() => ask(one)}>
              <code>{one}</code>
            </Button>
          ))}
        </div>
      }
    >
      {t('empty.text')}
    </EmptyState>
  );
}

function Results({ q, clear }: { q: string; clear: () => void }) {
  const { t } = useTranslation('transcripts');
  const [range, setRange] = useState({ first: 0, last: 0 });
  const { total, capped, hitAt, error, retry } = useHitPages(q, range);
  const onRange = useCallback(
    (next: { first: number; last: number }) => setRange((known) => (known.first === next.first && known.last === next.last ? known : next)),
    [],
  );
  if (error) return <ErrorState error={error} retry={retry} />;
  if (total === undefined) return <p className={classes.count}>{t('reading')}</p>;
  return (
    <>
      <Text component="output" size="sm" c="dimmed" className={`${classes.count} tabular`}>
        {t(capped ? 'foundMore' : 'found', { count: total })}
      </Text>
      {total > 0 ? (
        <HitList key={q} total={total} capped={capped} hitAt={hitAt} onRange={onRange} />
      ) : (
        <EmptyState
          icon={SearchX}
          title={t('none.title')}
          action={
            <Button variant="default" onClick={clear}>
              {t('none.action')}
            </Button>
          }
        >
          {t('none.text')}
        </EmptyState>
      )}
    </>
  );
}

/** Search over everything that was ever said, newest first. */
export function TranscriptsPage() {
  const { t } = useTranslation('transcripts');
  const { q = '' } = route.useSearch();
  const navigate = route.useNavigate();
  const [exporting, { open, close }] = useDisclosure(false);
  const ask = useCallback((next: string) => void navigate({ search: { q: next.trim() || undefined }, replace: true }), [navigate]);
  return (
    <div className="page">
      <PageHeader title={t('title')}>
        <span className="spring" />
        <RedactionToggle />
        <Button variant="default" size="compact-md" mih={32} leftSection={<FileArchive size={16} aria-hidden />} onClick={open}>
          {t('export.button')}
        </Button>
      </PageHeader>
      <div className={classes.question}>
        <QueryField
          size="md"
          className={classes.box}
          label={t('search.label')}
          placeholder={t('search.placeholder')}
          maxLength={MAX_QUERY}
          q={q}
          change={ask}
        />
        <Understood text={q} change={ask} />
        <QueryFilters q={q} change={ask} />
      </div>
      {q.trim() === '' ? <Invitation ask={ask} /> : <Results q={q.trim()} clear={() => ask('')} />}
      <ExportsDrawer q={q.trim()} opened={exporting} onClose={close} />
    </div>
  );
}
