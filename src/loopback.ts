/** The names of this machine on which alone the service listens. */
export const LOOPBACK = ['127.0.0.1', '::1', 'localhost'] as const

/** A host as it stands in a URL and in a Host header: an IPv6 address in brackets. */
export function hostInUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}
