const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/i

/** True for a host that is this machine. */
export const isLoopback = (host: string): boolean => LOOPBACK.test(host)
