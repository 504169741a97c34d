package factory.pipeline.spec.expression;

import java.util.List;

/** One side of a comparison that the database makes. */
sealed interface SqlOperand {
  /** As the second argument of a {@code Condition}, so many conditions deep. */
  String asValue(int at);

  /** A value of Java, which is bound. */
  record Plain(String text) implements SqlOperand {
    static final Plain NONE = new Plain("");

    @Override
    public String asValue(int at) {
      return text;
    }
  }

  /** A reference that is followed, to a kind by its plural. */
  record Reference(String field, String plural) {}

  /**
   * A field of a row.
   *
   * @param depth which row: 0 for the outermost condition's
   * @param references that lead to the row which has the field
   */
  record Column(int depth, List<Reference> references, String field) implements SqlOperand {
    public Column {
      references = List.copyOf(references);
    }

    /** As the first argument of a {@code Condition}. */
    String asField(int at) {
      return depth == at ? JavaText.literal(field) : asValue(at);
    }

    @Override
    public String asValue(int at) {
      return depth == at
          ? "Condition.field(" + JavaText.literal(field) + ")"
          : "Condition.column(" + JavaText.literal(field) + ")" + ".outer()".repeat(at - depth - 1);
    }
  }
}
