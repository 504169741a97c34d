package factory.pipeline.spec.expression;

import factory.pipeline.spec.Field;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an expression can see at its place, and what that is called in the Java around it.
 * Immutable: each name that is added makes another scope.
 */
public final class Scope {
  private final Map<String, Variable> variables;
  private final Set<Right> rights;
  private final Set<String> known;

  /** What may be done at a place besides computing with what is there. */
  enum Right {
    /** Rows can be looked for, and references followed: there is a {@code call}. */
    CALL,
    /** The record is a row of the database: the whole becomes SQL. */
    SQL,
    /** What is not the same each time. */
    IMPURE,
    /** Fields that are computed from others are there. */
    COMPUTED,
    /** Fields that are figures about other records are there. */
    AGGREGATED,
    /** Code that the specification brings along can be called. */
    CODE
  }

  /** What a name stands for. */
  sealed interface Variable {
    /** A value; a record too. */
    record Value(Type type, String java, boolean nullable) implements Variable {}

    /** What the client gave. */
    record Inputs(List<Field> fields, String java) implements Variable {
      public Inputs {
        fields = List.copyOf(fields);
      }
    }

    /** A row in the database, so many conditions out from the top. */
    record SqlRow(String kind, int depth) implements Variable {}

    /** All records of a kind. */
    record Rows(String kind) implements Variable {}
  }

  private Scope(Map<String, Variable> variables, Set<Right> rights, Set<String> known) {
    this.variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
    this.rights = Set.copyOf(rights);
    this.known = Set.copyOf(known);
  }

  static Scope of(Map<String, Variable> variables, Set<Right> rights) {
    return new Scope(variables, rights, Set.of());
  }

  /**
   * This with another name: of a let, or of what an effect made or took. In Java it is the variable
   * of that name, see {@link #java}, or of one like it when another is called so.
   */
  public Scope with(String name, Type type) {
    return with(name, type, false);
  }

  /** This with another name, which may stand for null. */
  public Scope with(String name, Type type, boolean nullable) {
    return with(name, new Variable.Value(type, free(JavaText.variable(name)), nullable));
  }

  /** This with what a condition that holds from here on says about inputs that were given. */
  public Scope knowing(Expression condition) {
    return knowing(condition.ifTrue());
  }

  /** This with what it says about inputs that a condition does not hold from here on. */
  public Scope knowingNot(Expression condition) {
    return knowing(condition.ifFalse());
  }

  private Scope knowing(Set<String> more) {
    var all = new LinkedHashSet<>(known);
    // What a record has may change with each effect, what came in stays.
    more.stream().filter(path -> path.startsWith("input.")).forEach(all::add);
    return new Scope(variables, rights, all);
  }

  private Scope with(String name, Variable variable) {
    Map<String, Variable> more = new LinkedHashMap<>(variables);
    more.put(name, variable);
    return new Scope(more, rights, known);
  }

  /** A name of Java that no variable of this scope has. */
  String free(String wanted) {
    var taken =
        variables.values().stream()
            .map(
                variable ->
                    switch (variable) {
                      case Variable.Value value -> value.java();
                      case Variable.Inputs inputs -> inputs.java();
                      case Variable.SqlRow _, Variable.Rows _ -> "";
                    })
            .collect(Collectors.toSet());
    var name = wanted;
    for (var i = 2; taken.contains(name); i++) {
      name = wanted + i;
    }
    return name;
  }

  /** The names that it has. */
  public Set<String> names() {
    return variables.keySet();
  }

  /** What a name is called in Java, such as {@code book} for {@code record}. */
  public String java(String name) {
    return switch (variables.get(name)) {
      case Variable.Value value -> value.java();
      case Variable.Inputs inputs -> inputs.java();
      case Variable.SqlRow _, Variable.Rows _ ->
          throw new IllegalArgumentException(name + " is nothing in Java");
      case null -> throw new IllegalArgumentException(name + " is not known here");
    };
  }

  Map<String, Variable> variables() {
    return variables;
  }

  Set<String> known() {
    return known;
  }

  boolean may(Right right) {
    return rights.contains(right);
  }
}
