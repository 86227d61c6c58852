/** Printed on papers of example parties; such papers never go to a real supplier. */
export const EXAMPLE_MARK = 'EXEMPEL'

/** Printed while no two persons have released the edition; likewise. */
export const UNREVIEWED_MARK = 'Mall – ej juridiskt granskad'

/** Printed on an agreement that does not say what its template says; bars in the margin show where. */
export const DEVIATION_MARK = 'Avviker från mallen'
