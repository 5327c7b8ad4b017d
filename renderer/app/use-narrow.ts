import { useMediaQuery } from '@mantine/hooks';

/** Whether the window is too narrow for three columns. The same width stands in the shell's style sheet. */
export function useNarrow(): boolean {
  return useMediaQuery('(max-width: 1080px)', window.innerWidth <= 1080, { getInitialValueInEffect: false });
}
