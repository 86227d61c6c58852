import express, { type Router } from 'express'
import { lacksSecondStep } from '../accounts/browser-session.js'
import { setUpSecondStep } from '../accounts/own-account.js'
import { formToken, THIS_COMPUTER } from '../http/visitor.js'
import { typedOf } from './form-body.js'
import type { Tried } from './page.js'
import { confirmedOffer, secondStepForm } from './second-step-form.js'
import { frameFor, type Kit } from './serve-page.js'
import { keepSession, orAgain, pending, refuseForeignForm, SET_UP, slowDown, type Pending } from './sign-in.js'

/** The last step of signing in where the house demands a second step and the account has none: it is set up, its recovery codes are shown once, and only then the session opens anything. */
export function addSecondStepSetUp(router: Router, kit: Kit): void {
  router.get(SET_UP, async (request, response) => {
    const found = await pending(kit.app, request)
    if (found === null || !lacksSecondStep(kit.app.config, found)) return response.redirect(303, found === null ? '/konto/inloggning' : '/')
    return response.type('html').send(await setUpPage(kit, found, null))
  })
  router.post(SET_UP, slowDown(), express.urlencoded({ extended: false, limit: '4kb', parameterLimit: 12 }), async (request, response) => {
    const found = await pending(kit.app, request)
    if (found === null || !lacksSecondStep(kit.app.config, found)) return response.redirect(303, found === null ? '/konto/inloggning' : '/')
    const typed = typedOf(request.body)
    refuseForeignForm(typed, found)
    return orAgain(kit, response, { form: 'tvasteg', typed, page: (tried) => setUpPage(kit, found, tried) }, async () => {
      const { codes, secret } = await setUpSecondStep(kit.app, found, confirmedOffer(typed))
      keepSession(kit.app, response, { secret, stage: 'open', device: null })
      response.type('html').send(kit.views.page('second-step', frameFor(kit, null, { title: 'Tvåstegsinloggning är på', crumbs: [], told: '' }), { title: 'Tvåstegsinloggning är på', codes, setUp: null }))
    })
  })
}

async function setUpPage(kit: Kit, { account, secret }: Pending, tried: Tried | null): Promise<string> {
  const title = 'Slå på tvåstegsinloggning'
  const setUp = await secondStepForm(kit.app, account, { visitor: THIS_COMPUTER, csrf: formToken(secret), tried }, SET_UP)
  return kit.views.page('second-step', frameFor(kit, null, { title, crumbs: [], told: '' }), { title, codes: [], setUp })
}
