/**
 * Notices that this task is to stop: by a signal, or because the Nx that started it is no more.
 * Without this, Node would end at once, and nobody would see Nix end.
 */
export function whenInterrupted(): { readonly signal: AbortSignal; end(): void } {
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  const events = ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const;
  for (const event of events) process.on(event, stop);
  return {
    signal: controller.signal,
    end: () => {
      for (const event of events) process.off(event, stop);
    },
  };
}
