import { serveIngest } from './catalog/index.ts'
import { forbidCodeFromText } from './code-from-text.ts'

// The worker in which descriptions are parsed: a file of its own, so that it loads nothing but the parser.
forbidCodeFromText()
serveIngest()
