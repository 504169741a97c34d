package factory.pipeline.spec.expression;

import dev.cel.common.ast.CelExpr;
import java.util.HashSet;
import java.util.Set;

/** What an expression names: variables, and functions with the operators. */
record Names(Set<String> variables, Set<String> functions) {
  static Names of(CelExpr expression) {
    var names = new Names(new HashSet<>(), new HashSet<>());
    names.add(expression);
    return names;
  }

  private void add(CelExpr e) {
    switch (e.getKind()) {
      case IDENT -> variables.add(e.ident().name());
      case SELECT -> add(e.select().operand());
      case CALL -> {
        functions.add(e.call().function());
        e.call().target().ifPresent(this::add);
        e.call().args().forEach(this::add);
      }
      case LIST -> e.list().elements().forEach(this::add);
      case COMPREHENSION -> {
        add(e.comprehension().iterRange());
        add(e.comprehension().loopStep());
      }
      case STRUCT -> e.struct().entries().forEach(entry -> add(entry.value()));
      case MAP ->
          e.map()
              .entries()
              .forEach(
                  entry -> {
                    add(entry.key());
                    add(entry.value());
                  });
      case CONSTANT, NOT_SET -> {}
    }
  }
}
