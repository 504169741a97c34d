package factory.mesh;

/** Thrown wherever a call is refused; says why in its {@link Fault}. Carries no stack trace. */
public final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Fault fault;

  /** Refuses with a fault. */
  public Refused(Fault fault) {
    super(fault.reason() + ": " + fault.message(), null, false, false);
    this.fault = fault;
  }

  /** Refuses one field of the request. */
  public static Refused field(String field, String message) {
    return new Refused(Fault.Invalid.field(field, message));
  }

  /** Why. */
  public Fault fault() {
    return fault;
  }
}
