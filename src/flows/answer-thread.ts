import { parentPort } from 'node:worker_threads'
import * as openpgp from 'openpgp'
import { openAnswer } from '../mail/open-answer.js'
import { LENIENT_POLICY } from '../mail/openpgp-policy.js'
import type { AnswerJob } from './answer-opener.js'

/** The keys come from the key ring, which has looked at them; what a signature is worth is judged by the policy. */
const config = LENIENT_POLICY

async function answer({ raw, recipient, own, notBefore }: AnswerJob): Promise<void> {
  const keys = {
    recipient: recipient === null ? null : await openpgp.readKey({ binaryKey: recipient, config }),
    own: await Promise.all(own.map((binaryKey) => openpgp.readPrivateKey({ binaryKey, config }))),
    notBefore,
  }
  parentPort?.postMessage({ opened: await openAnswer(raw, keys) })
}

parentPort?.on('message', (job: AnswerJob) => void answer(job))
