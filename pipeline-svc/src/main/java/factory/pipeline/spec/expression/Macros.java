package factory.pipeline.spec.expression;

import com.google.common.collect.ImmutableList;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.parser.CelMacro;
import dev.cel.parser.CelMacroExprFactory;
import java.util.List;
import java.util.Optional;

/**
 * The words that bind a name: {@code list.filter(x, condition)} and its like. Each becomes a
 * comprehension whose accumulator is named after it, so that the printer knows it again.
 */
final class Macros {
  static final String FILTER = "@filter";
  static final String MAP = "@map";
  static final String TEST = "@test";

  static final String EXISTS = "@exists";
  static final String ALL = "@all";
  static final String ONE = "@exists_one";

  private Macros() {}

  static List<CelMacro> all() {
    return List.of(
        CelMacro.newReceiverMacro("filter", 2, (f, target, args) -> filter(f, target, args)),
        CelMacro.newReceiverMacro("map", 2, (f, target, args) -> map(f, target, args)),
        CelMacro.newReceiverMacro("exists", 2, (f, target, args) -> test(f, target, args, EXISTS)),
        CelMacro.newReceiverMacro("all", 2, (f, target, args) -> test(f, target, args, ALL)),
        CelMacro.newReceiverMacro(
            "exists_one", 2, (f, target, args) -> test(f, target, args, ONE)));
  }

  private static Optional<CelExpr> filter(
      CelMacroExprFactory factory, CelExpr target, ImmutableList<CelExpr> args) {
    return variable(args)
        .map(
            name ->
                loop(
                    factory,
                    name,
                    target,
                    FILTER,
                    factory.newList(),
                    factory.newGlobalCall(
                        FILTER,
                        factory.newIdentifier(FILTER),
                        args.get(1),
                        factory.newIdentifier(name))))
        .or(() -> Optional.of(unnamed(factory, args)));
  }

  private static Optional<CelExpr> map(
      CelMacroExprFactory factory, CelExpr target, ImmutableList<CelExpr> args) {
    return variable(args)
        .map(
            name ->
                loop(
                    factory,
                    name,
                    target,
                    MAP,
                    factory.newList(),
                    factory.newGlobalCall(MAP, factory.newIdentifier(MAP), args.get(1))))
        .or(() -> Optional.of(unnamed(factory, args)));
  }

  private static Optional<CelExpr> test(
      CelMacroExprFactory factory, CelExpr target, ImmutableList<CelExpr> args, String which) {
    return variable(args)
        .map(
            name ->
                loop(
                    factory,
                    name,
                    target,
                    which,
                    factory.newBoolLiteral(false),
                    factory.newGlobalCall(TEST, factory.newIdentifier(which), args.get(1))))
        .or(() -> Optional.of(unnamed(factory, args)));
  }

  private static Optional<String> variable(List<CelExpr> args) {
    return args.getFirst().getKind() == Kind.IDENT
        ? Optional.of(args.getFirst().ident().name())
        : Optional.empty();
  }

  private static CelExpr unnamed(CelMacroExprFactory factory, List<CelExpr> args) {
    return factory.reportError(
        dev.cel.common.CelIssue.formatError(
            factory.getSourceLocation(args.getFirst()),
            "the first must be a name, such as x in list.filter(x, x > 1)"));
  }

  private static CelExpr loop(
      CelMacroExprFactory factory,
      String name,
      CelExpr target,
      String accumulator,
      CelExpr first,
      CelExpr step) {
    return factory.fold(
        name,
        target,
        accumulator,
        first,
        factory.newConstant(CelConstant.ofValue(true)),
        step,
        factory.newIdentifier(accumulator));
  }
}
