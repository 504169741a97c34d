package factory.edge.limits;

import java.util.List;

/** What the limits say to a call. */
public sealed interface Verdict {
  /**
   * The call is within every limit and was counted in each.
   *
   * @param standings in the order of the limits, after this call; empty when there are none
   */
  record Admitted(List<Standing> standings) implements Verdict {}

  /**
   * The call is above a limit and was counted in none.
   *
   * @param exhausted the limits that refuse it
   */
  record Exceeded(List<Standing> exhausted) implements Verdict {}

  /** More wallets are within open windows than there is room to count; the call was not counted. */
  record NoRoom() implements Verdict {}
}
