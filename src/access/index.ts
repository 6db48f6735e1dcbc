export { AskFirst, createConfirmations, type Confirmable, type Confirmations } from './confirmation.ts'
