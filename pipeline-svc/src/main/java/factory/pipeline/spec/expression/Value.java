package factory.pipeline.spec.expression;

import java.util.Set;

/**
 * A value as Java.
 *
 * @param type what it gives
 * @param text the Java of it
 * @param asLong the same, where Java would take the text for an {@code int}
 * @param level how strongly it binds
 * @param shape how Java has it
 * @param nullable whether it may be null
 * @param path what it is called in what is known to be there
 * @param present Java that says whether it is there; empty when {@code != null} does
 * @param key for a record, the Java of its key
 * @param ifTrue what is there when it is true
 * @param ifFalse what is there when it is false
 */
record Value(
    Type type,
    String text,
    String asLong,
    Level level,
    Shape shape,
    boolean nullable,
    String path,
    String present,
    String key,
    Set<String> ifTrue,
    Set<String> ifFalse) {
  /** How strongly Java's operators bind, the weakest first. */
  enum Level {
    TERNARY,
    OR,
    AND,
    EQUALITY,
    RELATION,
    SUM,
    UNARY,
    PRIMARY
  }

  /** What Java makes of it. */
  enum Shape {
    /** As its type says. */
    PLAIN,
    /** An {@code int}: literals. */
    INT,
    /** A {@code Long}, such as an item of a list. */
    BOXED
  }

  static Value of(Type type, String text) {
    return new Value(
        type, text, text, Level.PRIMARY, Shape.PLAIN, false, "", "", "", Set.of(), Set.of());
  }

  static Value truth(String text, Level level, Set<String> ifTrue, Set<String> ifFalse) {
    return new Value(
        Type.Scalar.BOOL, text, text, level, Shape.PLAIN, false, "", "", "", ifTrue, ifFalse);
  }

  Value level(Level other) {
    return new Value(
        type, text, asLong, other, shape, nullable, path, present, key, ifTrue, ifFalse);
  }

  Value asInt(String longText) {
    return new Value(
        type, text, longText, level, Shape.INT, nullable, path, present, key, ifTrue, ifFalse);
  }

  Value boxed() {
    return new Value(
        type, text, asLong, level, Shape.BOXED, nullable, path, present, key, ifTrue, ifFalse);
  }

  Value optional(String where, String isThere) {
    return new Value(type, text, asLong, level, shape, true, where, isThere, key, ifTrue, ifFalse);
  }

  Value there() {
    return new Value(type, text, asLong, level, shape, false, path, present, key, ifTrue, ifFalse);
  }

  Value at(String where) {
    return new Value(
        type, text, asLong, level, shape, nullable, where, present, key, ifTrue, ifFalse);
  }

  Value keyed(String javaKey) {
    return new Value(
        type, text, asLong, level, shape, nullable, path, present, javaKey, ifTrue, ifFalse);
  }

  /** The text, in parentheses when it binds weaker than that. */
  String in(Level surroundings) {
    return level.compareTo(surroundings) < 0 ? "(" + text + ")" : text;
  }

  String longIn(Level surroundings) {
    return level.compareTo(surroundings) < 0 ? "(" + asLong + ")" : asLong;
  }
}
