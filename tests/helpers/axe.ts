/** What a checker of accessibility finds on a page as it is, light and dark. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** The theme changes colours and nothing else. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block'];

/** @returns one line for each fault */
export async function axeFaults(page: Page): Promise<string[]> {
  // Nothing is hovered: a tooltip would be looked at in its place.
  await page.mouse.move(0, 0);
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme);
    // There are no frames, so nothing has to be put together in a page of its own.
    const axe = new AxeBuilder({ page }).setLegacyMode();
    const { violations } = await (colorScheme === 'dark' ? axe.withRules(OF_COLOURS) : axe).analyze();
    for (const { id, nodes } of violations) {
      found.push(...nodes.map((node) => `${colorScheme}: ${id} at ${node.target.join(' ')}: ${node.failureSummary}`));
    }
  }
  return found;
}
