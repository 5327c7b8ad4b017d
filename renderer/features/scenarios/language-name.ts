const names = new Intl.DisplayNames(undefined, { type: 'language' });

/** A language in words; one that nobody knows stays as it was written. */
export function languageName(tag: string): string {
  try {
    return names.of(tag) ?? tag;
  } catch {
    return tag;
  }
}
