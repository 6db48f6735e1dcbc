// Imported before everything else: packages look at load time whether they may make code from text, and must see that
// they may not.
import { forbidCodeFromText } from './code-from-text.ts'

forbidCodeFromText()
