import QRCode from 'qrcode'
import type { StampFor } from '../../../templates/stamp.js'

/** A stamp of the form that page codes have, for exemplar 1 or 2. */
export function sampleStamp(exemplar: number): StampFor {
  return (page) => {
    const text = `A1.01.7K3M9QXT2B.${exemplar}.${String(page).padStart(2, '0')}.0K.ABCDEFGHJKMNP`
    const { modules } = QRCode.create([{ data: text, mode: 'alphanumeric' }], { errorCorrectionLevel: 'M', maskPattern: 2 })
    return { qr: { size: modules.size, modules: Array.from(modules.data, (module) => module !== 0) }, text, code: '7K3M-9QXT-2B', exemplar: `Exemplar ${exemplar} av 2` }
  }
}
