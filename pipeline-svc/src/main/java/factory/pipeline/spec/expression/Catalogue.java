package factory.pipeline.spec.expression;

import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.TypeParamType;
import factory.pipeline.spec.expression.Type.Scalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What expressions can call, as CEL's checker and the printer of Java know it. */
final class Catalogue {
  private static final TypeParamType ANY = TypeParamType.create("A");
  private static final TypeParamType OTHER = TypeParamType.create("B");
  private static final Map<String, Overload> OVERLOADS = new LinkedHashMap<>();
  private static final Map<String, CelFunctionDecl> DECLARATIONS = new LinkedHashMap<>();

  /** The Java of one overload. */
  record Overload(
      String name,
      String signature,
      String java,
      boolean impure,
      boolean generic,
      boolean isCode) {}

  static {
    Map<String, List<CelOverloadDecl>> byName = new LinkedHashMap<>();
    Functions.LIST.lines().forEach(line -> declare(line, byName));
    var bool = SimpleType.BOOL;
    for (var name : List.of("_&&_", "_||_")) {
      add(byName, name, false, bool, List.of(bool, bool));
    }
    add(byName, "!_", false, bool, List.of(bool));
    for (var name : List.of("_==_", "_!=_")) {
      // Of any two: Comparisons says which compare, null and whole numbers with decimals among
      // them.
      add(byName, name, false, bool, List.of(ANY, OTHER));
    }
    for (var name : List.of("_<_", "_<=_", "_>_", "_>=_")) {
      for (var scalar : Scalar.values()) {
        switch (scalar) {
          case BOOL, JSON, SECRET, NULL -> {}
          case INT, DECIMAL, STRING, DATE, TIME, INSTANT, DURATION ->
              add(byName, name, false, bool, List.of(scalar.cel(), scalar.cel()));
        }
      }
      add(byName, name, false, bool, List.of(SimpleType.INT, SimpleType.DOUBLE));
      add(byName, name, false, bool, List.of(SimpleType.DOUBLE, SimpleType.INT));
    }
    // Of any two, so that one may be null; Translator says which go together.
    add(byName, "_?_:_", false, ANY, List.of(bool, ANY, OTHER));
    // The steps of comprehensions, see Macros.
    var list = ListType.create(ANY);
    add(byName, Macros.FILTER, false, list, List.of(list, bool, ANY));
    add(byName, Macros.MAP, false, list, List.of(list, ANY));
    add(byName, Macros.TEST, false, bool, List.of(bool, bool));
    byName.forEach(
        (name, overloads) ->
            DECLARATIONS.put(name, CelFunctionDecl.newFunctionDeclaration(name, overloads)));
  }

  private Catalogue() {}

  /** Those of some names: CEL's checker goes through all that it has for each expression. */
  static List<CelFunctionDecl> declarations(Set<String> names) {
    return names.stream().map(DECLARATIONS::get).filter(Objects::nonNull).toList();
  }

  static Optional<Overload> overload(String id) {
    return Optional.ofNullable(OVERLOADS.get(id));
  }

  /** How a function can be called, for those who called it otherwise. */
  static String signatures(String name) {
    return OVERLOADS.values().stream()
        .filter(overload -> overload.name().equals(name) && !overload.signature().isEmpty())
        .map(Overload::signature)
        .collect(Collectors.joining(", "));
  }

  /** Whether expressions call something else so. */
  static boolean has(String name) {
    return DECLARATIONS.containsKey(name);
  }

  /** Every name that can be called. */
  static Stream<String> names() {
    return OVERLOADS.values().stream()
        .map(Overload::name)
        .filter(name -> Character.isLetter(name.charAt(0)))
        .distinct();
  }

  private static void declare(String line, Map<String, List<CelOverloadDecl>> byName) {
    var impure = line.startsWith("!");
    var parts = (impure ? line.substring(1) : line).split(" = ", 2);
    var head = parts[0];
    var space = head.indexOf(' ');
    var open = openOf(head);
    var result = head.substring(0, space);
    var called = head.substring(space + 1, open);
    var dot = called.lastIndexOf('.');
    List<CelType> operands = new ArrayList<>();
    if (dot > 0) {
      operands.add(type(called.substring(0, dot)));
    }
    for (var operand : head.substring(open + 1, head.length() - 1).split(", ")) {
      if (!operand.isEmpty()) {
        operands.add(type(operand));
      }
    }
    var name = called.substring(dot + 1);
    var id = add(byName, name, dot > 0, type(result), operands);
    OVERLOADS.put(
        id,
        new Overload(
            name,
            Character.isLetter(name.charAt(0)) ? head.substring(space + 1) : "",
            parts[1],
            impure,
            result.equals("A"),
            false));
  }

  /** Where the list of operands begins: at the parenthesis that the last one closes. */
  private static int openOf(String head) {
    var depth = 0;
    for (var i = head.length() - 1; i >= 0; i--) {
      if (head.charAt(i) == ')') {
        depth++;
      } else if (head.charAt(i) == '(' && --depth == 0) {
        return i;
      }
    }
    throw new IllegalArgumentException(head);
  }

  private static CelType type(String text) {
    if (text.equals("A")) {
      return ANY;
    }
    return text.startsWith("list(")
        ? ListType.create(type(text.substring(5, text.length() - 1)))
        : Scalar.valueOf(text.toUpperCase(Locale.ROOT)).cel();
  }

  private static String add(
      Map<String, List<CelOverloadDecl>> byName,
      String name,
      boolean member,
      CelType result,
      List<CelType> operands) {
    var overloads = byName.computeIfAbsent(name, _ -> new ArrayList<>());
    var id = name + "#" + overloads.size();
    overloads.add(
        member
            ? CelOverloadDecl.newMemberOverload(id, result, operands)
            : CelOverloadDecl.newGlobalOverload(id, result, operands));
    return id;
  }
}
