package factory.pipeline.spec.expression;

import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import factory.pipeline.spec.Code;
import factory.pipeline.spec.expression.Catalogue.Overload;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The code of one specification, as CEL's checker and the printer of Java know it. */
final class CodeCatalogue {
  private static final String ID = "#code";

  private final Map<String, CelFunctionDecl> declarations = new LinkedHashMap<>();
  private final Map<String, Overload> overloads = new LinkedHashMap<>();

  CodeCatalogue(List<Code> all) {
    for (var code : all) {
      // What has another meaning is said by the checker of specifications.
      if (!Catalogue.has(code.name())) {
        declare(code);
      }
    }
  }

  private void declare(Code code) {
    var id = code.name() + ID;
    declarations.put(
        code.name(),
        CelFunctionDecl.newFunctionDeclaration(
            code.name(),
            CelOverloadDecl.newGlobalOverload(
                id,
                Type.of(code.result()).cel(),
                code.inputs().stream().map(input -> Type.of(input.type()).cel()).toList())));
    overloads.put(
        id,
        new Overload(
            code.name(),
            code.inputs().stream()
                .map(input -> Type.of(input.type()).toString())
                .collect(Collectors.joining(", ", code.name() + "(", ")")),
            IntStream.range(0, code.inputs().size())
                .mapToObj(i -> "#" + (char) ('0' + i))
                .collect(Collectors.joining(", ", JavaText.codeClass(code.name()) + ".call(", ")")),
            false,
            false,
            true));
  }

  /** Those of some names. */
  List<CelFunctionDecl> declarations(Set<String> names) {
    return names.stream().map(declarations::get).filter(Objects::nonNull).toList();
  }

  /** The names of what can be called. */
  Stream<String> names() {
    return declarations.keySet().stream();
  }

  /** How it can be called, for those who called it otherwise. */
  Optional<String> signature(String name) {
    return overload(name + ID).map(Overload::signature);
  }

  Optional<Overload> overload(String id) {
    return Optional.ofNullable(overloads.get(id));
  }
}
