import { describe, expect, test } from 'vitest'
import { CustomApiError, type Caller } from '../core/index.ts'
import { callerOfApp, callerUnderRules, isInScope, shutOut, type AppRules, type Scope } from './index.ts'

const apps: readonly AppRules[] = [
  { name: 'desk', environment: 'live', readOnly: true },
  { name: 'cart', environment: undefined, readOnly: false },
]

describe('the rules of an app', () => {
  test.each<[given: Omit<Caller, 'via'>, ruled: Omit<Caller, 'via'> | undefined]>([
    [{}, {}],
    [{ environment: 'test' }, { environment: 'test' }],
    [{ app: 'cart' }, { app: 'cart', environment: undefined, readOnly: false }],
    [
      { app: 'cart', environment: 'test' },
      { app: 'cart', environment: 'test', readOnly: false },
    ],
    [
      { app: 'cart', readOnly: true },
      { app: 'cart', environment: undefined, readOnly: true },
    ],
    [{ app: 'desk' }, { app: 'desk', environment: 'live', readOnly: true }],
    [
      { app: 'desk', environment: 'live' },
      { app: 'desk', environment: 'live', readOnly: true },
    ],
    [{ app: 'desk', environment: 'test' }, undefined],
    [{ app: 'gone' }, undefined],
    [{ app: '' }, undefined],
    [{ app: '__proto__' }, undefined],
  ])('%j becomes %j', (given, ruled) => {
    expect(callerUnderRules({ ...given, via: 'http' }, apps)).toEqual(ruled && { ...ruled, via: 'http' })
  })

  test.each([
    ['dsk', undefined, 'arguments.invalid', 'no app "dsk" in the config', 'did you mean "desk"?'],
    ['desk', 'test', 'policy.denied', 'pinned to the environment "live"', 'leave the environment out'],
  ])('%s with environment %s is refused', (app, environment, code, says, hint) => {
    let thrown: unknown
    try {
      callerOfApp(apps, app, environment)
    } catch (error) {
      thrown = error
    }
    const error = CustomApiError.from(thrown)
    expect([error.code, error.message, error.hint]).toEqual([
      code,
      expect.stringContaining(says),
      expect.stringContaining(hint),
    ])
  })
})

describe('scope', () => {
  const forCart: Scope = { apps: ['cart'] }
  test.each<[scope: Scope | undefined, caller: Omit<Caller, 'via'>, isThere: boolean]>([
    [undefined, {}, true],
    ['organization', {}, true],
    ['organization', { app: 'desk' }, true],
    [forCart, {}, false],
    [forCart, { app: 'desk' }, false],
    [forCart, { app: 'cart' }, true],
    [forCart, { manages: true }, true],
  ])('%j for %j: %j', (scope, caller, isThere) => {
    expect(isInScope(scope, { ...caller, via: 'http' })).toBe(isThere)
  })

  test.each<[environments: string[], scope: Scope, out: string[]]>([
    [['test'], 'organization', ['desk']],
    [['test', 'live'], 'organization', []],
    [[], 'organization', []],
    [['test'], { apps: ['cart'] }, []],
    [['test'], { apps: ['cart', 'desk'] }, ['desk']],
  ])('environments %j in scope %j shut out %j', (environments, scope, out) => {
    expect(shutOut({ environments, scope }, apps).map(({ name }) => name)).toEqual(out)
  })
})
