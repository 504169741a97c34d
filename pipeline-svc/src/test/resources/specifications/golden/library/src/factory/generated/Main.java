package factory.generated;

import factory.runtime.Service;

/** Library. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    Service.run(
        args,
        Books.RESOURCE,
        Members.RESOURCE,
        Loans.RESOURCE,
        BookActions.BORROW,
        LoanActions.RETURN,
        LoansPerMember.REPORT,
        Fine.FUNCTION);
  }
}
