/** The words in which an analysis judges a call. */
export const SENTIMENTS = ['positive', 'neutral', 'negative'] as const;
export const RESOLUTIONS = ['resolved', 'unresolved', 'escalated', 'follow_up'] as const;
