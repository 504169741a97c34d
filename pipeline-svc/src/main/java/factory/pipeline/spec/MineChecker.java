package factory.pipeline.spec;

/** Checks lists that are kept to what whoever calls has to do with. */
final class MineChecker {
  private final Check check;
  private final Kind kind;
  private final String at;

  MineChecker(Check check, Kind kind, String at) {
    this.check = check;
    this.kind = kind;
    this.at = at;
  }

  void check(Route.Mine mine) {
    if (mine.kind().isEmpty()) {
      made(kind);
      return;
    }
    var of = check.kind(mine.kind().get(), at + "/kind");
    if (of.isEmpty()) {
      return;
    }
    if (mine.of().isPresent()) {
      check
          .field(of.get(), mine.of().get(), at + "/of")
          .filter(
              field ->
                  !(field.type() instanceof FieldType.Reference)
                      || mine.by().equals(mine.of())
                      || !mine.via().equals("id"))
          .ifPresent(_ -> check.problem(at + "/of", "must be another reference, without via"));
    } else {
      made(of.get());
    }
    var by = check.field(of.get(), mine.by().orElseThrow(), at + "/by");
    if (by.isEmpty()) {
      return;
    }
    if (!(by.get().type() instanceof FieldType.Reference(var target, _))) {
      check.problem(at + "/by", "must be a reference");
    } else if (mine.via().equals("id")) {
      if (!target.equals(kind.name())) {
        check.problem(at + "/by", "must be a reference to " + kind.name());
      }
    } else {
      check
          .field(kind, mine.via(), at + "/via")
          .filter(
              via ->
                  !(via.type() instanceof FieldType.Reference(var other, _)
                      && other.equals(target)))
          .ifPresent(_ -> check.problem(at + "/via", "must be a reference to " + target));
    }
  }

  private void made(Kind of) {
    if (of.maker().isEmpty()) {
      check.problem(
          at,
          "nothing says who made a %s: give it a field with set_by account or caller"
              .formatted(of.name()));
    }
  }
}
