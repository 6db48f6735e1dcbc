/** Whether a target on the command line is a path or URL, and no operation. */
export const isPath = (target: string): boolean => /^(?:\/|https?:\/\/)/i.test(target)
