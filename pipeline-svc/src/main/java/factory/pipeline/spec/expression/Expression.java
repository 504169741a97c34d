package factory.pipeline.spec.expression;

import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A checked expression and its Java.
 *
 * @param type what it gives
 * @param nullable whether it may give null
 * @param java the value in Java; for a record that was expected as one, the row, and as a
 *     reference's value, its key; empty for rows and for what becomes SQL
 * @param plural of what kind the rows are
 * @param condition Java that builds the runtime's {@code Condition}; for rows, which ones
 * @param rowName what the outermost filter calls a row of these, when there is one
 * @param imports the classes that the Java names, by simple name: of the runtime, and {@code
 *     BigDecimal}, {@code List}, {@code Objects} and those of {@code java.time}
 * @param impure whether it is not the same each time
 * @param usesCaller whether it needs a caller
 * @param ifTrue what is known to be there when it gives true
 * @param ifFalse what is known to be there when it gives false
 */
public record Expression(
    Type type,
    boolean nullable,
    String java,
    Optional<String> plural,
    Optional<String> condition,
    Optional<String> rowName,
    SortedSet<String> imports,
    boolean impure,
    boolean usesCaller,
    Set<String> ifTrue,
    Set<String> ifFalse) {
  /** Keeps copies. */
  public Expression {
    imports = Collections.unmodifiableSortedSet(new TreeSet<>(imports));
    ifTrue = Set.copyOf(ifTrue);
    ifFalse = Set.copyOf(ifFalse);
  }
}
