/**
 * What a person should know of the runtime they serve with, or `undefined`: a Node.js line that gets no more security
 * fixes keeps the faults of its HTTP, TLS and zlib code (SECURITY-PROMISES.md §11.5).
 */
export function runtimeNote(version: string): string | undefined {
  const major = Number(version.split('.')[0])
  if (!(major < 22)) return undefined
  return `Node.js ${version} gets no more security fixes: faults found in its HTTP, TLS and zlib code stay open; use Node.js 22 or 24`
}
