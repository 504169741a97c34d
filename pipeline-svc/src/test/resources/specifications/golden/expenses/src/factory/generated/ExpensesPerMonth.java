package factory.generated;

import factory.runtime.Condition;
import factory.runtime.Field;
import factory.runtime.Report;

/** What was spent, by month and category. */
final class ExpensesPerMonth {
  static final Report REPORT =
      Report.of("expenses_per_month", "expenses")
          .input(Field.date("since"))
          .where(input -> Condition.atLeast("spent_on", input.date("since")))
          .groupByMonth("month", "spent_on")
          .group("category", "category")
          .count("expenses")
          .sum("total", "amount")
          .average("mean", "amount")
          .order("-month", "category")
          .limit(120);

  private ExpensesPerMonth() {}
}
