/** Looking at a file has taken all that it may. */
export class EffortSpent extends Error {}

/** How many steps looking at one file may take, however it is made: a stranger's file keeps nobody waiting. */
export class Effort {
  constructor(private left: number) {}

  /** @throws EffortSpent */
  spend(steps: number): void {
    this.left -= steps
    if (this.left < 0) throw new EffortSpent()
  }
}
