/** The most memory that this process ever held (resident set), in MB of 2^20 bytes. */
export const peakMemoryMb = (): number => Math.round(process.resourceUsage().maxRSS / 102.4) / 10;
