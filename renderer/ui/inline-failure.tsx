import { Alert, Text } from '@mantine/core';
import { TriangleAlert } from 'lucide-react';
import { describeFailure } from '../client/failure.ts';
import { CopyableCode } from './copyable-code.tsx';

/** An error at the place where it happened. */
export function InlineFailure({ error }: { error: unknown }) {
  const failure = describeFailure(error);
  return (
    <Alert
      variant="outline"
      color="red.9"
      icon={<TriangleAlert size={18} color="var(--tl-trouble)" />}
      title={<span style={{ color: 'var(--tl-trouble)' }}>{failure.message}</span>}
    >
      {failure.details && <Text size="sm">{failure.details}</Text>}
      <CopyableCode code={failure.code} requestId={failure.requestId} />
    </Alert>
  );
}
