package factory.pipeline.write;

import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Specification;
import factory.pipeline.spec.expression.Expected;
import factory.pipeline.spec.expression.Expression;
import factory.pipeline.spec.expression.Expressions;
import factory.pipeline.spec.expression.InvalidExpression;
import factory.pipeline.spec.expression.Scope;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the source of one Java file is written with: the specification, its names, and what the
 * file's expressions need to be imported. Not thread-safe.
 */
final class Context {
  private final Specification specification;
  private final Names names;
  private final Expressions expressions;
  private final Set<String> imports = new TreeSet<>();

  private Context(Specification specification, Names names, Expressions expressions) {
    this.specification = specification;
    this.names = names;
    this.expressions = expressions;
  }

  Context(Specification specification, Names names) {
    this(specification, names, new Expressions(specification));
  }

  /** The same for another file. */
  Context file() {
    return new Context(specification, names, expressions);
  }

  Specification specification() {
    return specification;
  }

  Names names() {
    return names;
  }

  Expressions expressions() {
    return expressions;
  }

  Set<String> imports() {
    return imports;
  }

  /** The kind of a (singular) name, which is there in a specification that makes sense. */
  Kind kind(String name) {
    return specification
        .kind(name)
        .orElseThrow(() -> new IllegalArgumentException("no kind " + name));
  }

  /** A checked expression, whose imports this file has from now on. */
  Expression checked(Scope scope, String cel, Expected expected) {
    try {
      var expression = expressions.check(scope, cel, expected);
      imports.addAll(expression.imports());
      return expression;
    } catch (InvalidExpression e) {
      throw new IllegalArgumentException("'" + cel + "' was not checked: " + e.getMessage(), e);
    }
  }

  /** The Java of a value for something of a type. */
  String value(Scope scope, String cel, FieldType type, boolean nullable) {
    return checked(scope, cel, new Expected.Field(type, nullable)).java();
  }

  /** The Java of what is true or false. */
  String truth(Scope scope, String cel) {
    return checked(scope, cel, new Expected.Truth()).java();
  }

  /** The Java that builds a condition of the database. */
  String condition(Scope scope, String cel) {
    return checked(scope, cel, new Expected.Condition()).condition().orElseThrow();
  }
}
