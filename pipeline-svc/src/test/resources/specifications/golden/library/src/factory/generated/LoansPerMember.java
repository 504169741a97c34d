package factory.generated;

import factory.runtime.Condition;
import factory.runtime.Field;
import factory.runtime.Report;

/** Loans per member. */
final class LoansPerMember {
  static final Report REPORT =
      Report.of("loans_per_member", "loans")
          .input(Field.dateTime("since"))
          .where(input -> Condition.atLeast("lent_at", input.instant("since")))
          .group("member", "member")
          .groupByMonth("month", "lent_at")
          .count("loans")
          .order("-loans")
          .limit(100);

  private LoansPerMember() {}
}
