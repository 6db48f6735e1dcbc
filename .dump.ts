import { readFileSync } from 'node:fs'
import { readPage } from '/tmp/wt/infer/src/docs/read/read-page.ts'
const f = process.argv[2]!
const page = readPage({ text: readFileSync(f, 'utf8'), mediaType: f.endsWith('.html') ? 'text/html' : 'text/markdown', url: 'file://' + f })
for (const s of page.sections) { console.log('#'.repeat(s.level || 0) + `[${s.level}]`, s.title, '   <', s.breadcrumb.join(' > ')); for (const b of s.blocks) console.log(JSON.stringify(b).slice(0, Number(process.argv[3] ?? 300))) }
console.log(page.title, JSON.stringify(page.hints).slice(0, 1500))
