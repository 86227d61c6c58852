import { shuffled, type Chance } from '../demo/seeded.js'
import { fictionalTelephone } from './fictional-numbers.js'

const FIRST_NAMES = 'Alma Arvid Astrid Axel Britt Carl-Johan Cecilia Dragan Ebba Elias Elin Erik Fatima Filippa Frida Gustav Gunilla Hamid Hanna Henrik Ida Ingvar Jasmin Johan Jonna Karin Kerstin Lars-Göran Leila Linnéa Maj-Britt Malin Mikael Märta Nils Olof Per-Erik Pernilla Rut Samira Sigrid Sten Susanne Tuva Ulf Viktor Yusuf Åke Åsa Örjan'.split(' ')
const SURNAMES = 'Ahlgren Alm Björk Björkegren Brandt Cederblad Dahlqvist Ekdahl Engström Fahlén Forsell Friberg Gustavsson-Lind Haddad Hagman Hellström Holm Isaksson Jernberg Kaplan Kjellberg Lagerkvist Lindahl Lönn Malmsten Modin Norling Nyström Olofsson Palm Quist Rask Rosén Sandell Sjöström Stålhammar Svedberg Thorell Tydén Ullman Vallin Viklund Wadman Wester Yilmaz Zetterlund Åhlander Åström Öberg Östlund'.split(' ')

interface FictionalPerson {
  readonly namn: string
  readonly befattning: string
  readonly epost: string
  readonly telefon: string
}

/** Lower-case ASCII, as in an address. */
export function asciiOf(text: string): string {
  return text.toLowerCase().normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, '')
}

/** Gives persons one after the other, never the same name twice, with addresses at `domain`. */
export function fictionalPersons(chance: Chance, domain: string): (befattning: string) => FictionalPerson {
  const [first, last] = [shuffled(FIRST_NAMES, chance), shuffled(SURNAMES, chance)]
  let count = 0
  return (befattning) => {
    const [firstName = '', surname = ''] = [first[count], last[count]]
    count += 1
    return { namn: `${firstName} ${surname}`, befattning, epost: `${asciiOf(firstName)}.${asciiOf(surname)}@${domain}`, telefon: fictionalTelephone(Math.floor(chance() * 100)) }
  }
}
