// Reads one documentation page of 10 MB in a process of its own: prints one JSON line. `html` or `markdown`; with a file behind
// it the page is written there instead.
import { writeFileSync } from 'node:fs'
import { readPage } from '../src/docs/read/read-page.ts'

const [kind = 'html', file] = process.argv.slice(2)
const megabytes = 10

const htmlPart = (
  n: number,
): string => `<section id="op-${n}"><h2>List things ${n}<a class="headerlink" href="#op-${n}">¶</a></h2>
<p>Returns the <code>things</code> of an <a href="accounts.html">account</a>, newest first.</p>
<div class="highlight-http"><pre><span class="nf">GET</span> <span class="nn">/v1/things/${n}</span> <span class="kr">HTTP</span>/<span class="m">1.1</span>
<span class="na">Host</span>: <span class="l">api.example.com</span></pre></div>
<table><thead><tr><th>Name</th><th>Type</th><th>Description</th></tr></thead><tbody>
<tr><td><code>limit</code></td><td>integer</td><td>How many to return, 50 at most</td></tr>
<tr><td><code>after</code></td><td>string</td><td>Where to go on, from the answer before</td></tr></tbody></table></section>`
const markdownPart = (n: number): string =>
  `## List things ${n}\n\nReturns the \`things\` of an [account](accounts.md), newest first.\n\n\`\`\`http\nGET /v1/things/${n} HTTP/1.1\n\`\`\`\n\n| Name | Type |\n| --- | --- |\n| \`limit\` | integer |\n\n- \`after\`: where to go on\n\n`

const parts: string[] = []
for (let n = 0, length = 0; length < megabytes * 1e6; n++) {
  const part = kind === 'html' ? htmlPart(n) : markdownPart(n)
  parts.push(part)
  length += part.length
}
const text = kind === 'html' ? `<!doctype html><body><main>${parts.join('\n')}</main></body>` : parts.join('')
if (file === undefined) measure()
else writeFileSync(file, text)

function measure(): void {
  const began = performance.now()
  const page = readPage({ text, mediaType: `text/${kind}`, url: 'https://docs.example.com/' })
  const ms = performance.now() - began
  const peak = process.resourceUsage().maxRSS / 1024
  process.stdout.write(`${JSON.stringify({ ms, peak, sections: page.sections.length, cut: page.cut === true })}\n`)
}
