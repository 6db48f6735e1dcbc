/** What a hint written for an assistant says at a shell: the verb instead of the tool. */
export function toShellHint(hint: string): string {
  return hint
    .replace(/\bdescribe_operation (\{"api":.*?\})(?= shows)/, (whole, json: string) => verb(json) ?? whole)
    .replace(/\bsearch_operations \{[^}]*\}/, 'custom-api-mcp search WORDS')
    .replace(/\blist_apis\b/, 'custom-api-mcp list')
    .replace(/, describe_operation whether/, ', custom-api-mcp describe whether')
    .replace(/\bcollect_pages follows/, 'collect follows')
    .replace(/\bcall_operation calls it once/, 'custom-api-mcp call calls it once')
    .replace(
      'call it by path with http_get and http_send',
      'the verbs call operations of a description; by path a client calls it, with http_get and http_send',
    )
    .replace(
      'give "overwrite": true to replace it, or another name',
      'add --overwrite to replace it, or give another name with --output',
    )
    .replace('compare the arguments with describe_operation', 'compare the arguments with custom-api-mcp describe')
}

function verb(json: string): string | undefined {
  try {
    const { api, operation } = JSON.parse(json) as Readonly<Record<string, unknown>> // a non-object throws or has neither
    return typeof api === 'string' && typeof operation === 'string'
      ? `custom-api-mcp describe ${word(api)} ${word(operation)}`
      : undefined
  } catch {
    return undefined // a name with a brace in it: the hint stays as it was written
  }
}

const word = (text: string): string => (/^[\w./-]+$/.test(text) ? text : `'${text}'`)
