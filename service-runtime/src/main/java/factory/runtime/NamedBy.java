package factory.runtime;

/**
 * Which records of a list a parameter asks for by what another record is called: those that refer
 * to it, or those with which it has done something.
 *
 * @param name of the parameter
 * @param plural the resource of what has been done; empty for the records of the list
 * @param by of that resource, the reference to a record of the list; empty with it
 * @param of the reference to the record that is called so
 * @param called the field of that one
 */
record NamedBy(String name, String plural, String by, String of, String called) {
  /** The condition of the list's records; none fulfils it where nothing is called so. */
  Condition condition(Model model, Resource listed, String text) {
    var other = other(model, listed);
    var kind = other.required(called).kind();
    try {
      var value = kind.parse(kind.fromText(text));
      var _ = kind.store(value);
      var named =
          Condition.exists(
              other.plural(),
              Condition.equal("id", Condition.column(of)).and(Condition.equal(called, value)));
      return plural.isEmpty()
          ? named
          : Condition.exists(plural, Condition.equal(by, Condition.column("id")).and(named));
    } catch (Kind.Unfit unfit) {
      return Condition.of(false);
    }
  }

  /**
   * Checks that what it speaks of is there.
   *
   * @throws IllegalArgumentException when it is not
   */
  void check(Model model, Resource listed) {
    if (!plural.isEmpty()
        && !(model.resource(plural).required(by).kind() instanceof Words.Reference(var to, _)
            && to.equals(listed.plural()))) {
      throw new IllegalArgumentException(plural + "." + by + " is of no " + listed.singular());
    }
    var field = other(model, listed).required(called);
    if (field.kind() instanceof Words.Secret || !field.isUnique()) {
      throw new IllegalArgumentException(called + " names no record");
    }
  }

  private Resource other(Model model, Resource listed) {
    var from = plural.isEmpty() ? listed : model.resource(plural);
    if (from.required(of).kind() instanceof Words.Reference(var to, _)) {
      return model.resource(to);
    }
    throw new IllegalArgumentException(of + " refers to nothing");
  }
}
