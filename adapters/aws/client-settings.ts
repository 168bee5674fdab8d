/**
 * For every SDK client: the SDK itself tries six times, backing off with jitter, and spends a budget of retries, so that a
 * short throttling never reaches the workflow. What lasts longer is the state machine's to retry (AWS SDKs and Tools
 * Reference Guide, "Retry behavior").
 */
export const clientSettings = { retryMode: "standard", maxAttempts: 6 } as const;
