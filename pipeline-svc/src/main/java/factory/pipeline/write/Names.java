package factory.pipeline.write;

import factory.pipeline.spec.Action;
import factory.pipeline.spec.Function;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Report;
import factory.pipeline.spec.Specification;
import factory.pipeline.spec.ToolOperation;
import factory.pipeline.spec.expression.JavaText;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What the parts of a specification are called in Java and in the served document. No two have the
 * same name, also where the case of letters does not count, and none hides a name that generated
 * code uses.
 */
final class Names {
  /** Of java.lang, of the runtime, and of what is imported. */
  private static final Set<String> TAKEN_CLASSES =
      all(
          ("main service resource field action report function part row input values outcome condition aggregate endpoint"
              + " filter operation access key route errorshape errors call column training problem arithmetic calendars checksums codes"
              + " colours dates decimals encodings figure lists patterns texts units wholes objects"
              + " string object override math integer long boolean double float short byte character number"
              + " bigdecimal biginteger localdate localtime instant duration list map set optional"
              + " system thread runtime process processbuilder module package record enum error exception throwable"
              + " iterable comparable runnable void class classloader compiler cloneable readable appendable"
              + " autocloseable charsequence deprecated functionalinterface safevarargs suppresswarnings"
              + " stringbuilder stringbuffer strictmath threadgroup threadlocal scopedvalue"
              + " stackwalker stacktraceelement securitymanager io"));

  private static final Set<String> TAKEN_SCHEMAS = Set.of("index", "health", "problemdetails");

  private static final Set<String> KEYWORDS =
      all(
          ("abstract assert boolean break byte case catch char class const continue default do double else enum"
              + " extends final finally float for goto if implements import instanceof int interface long native"
              + " new null package private protected public return short static strictfp super switch"
              + " synchronized this throw throws transient true false try void volatile while var yield record"
              + " sealed permits when wait notify notifyAll getClass hashCode equals toString clone finalize"
              + " input call row now caller"));

  private static Set<String> all(String text) {
    return Set.copyOf(List.of(text.split(" +")));
  }

  private final Set<String> classes = new HashSet<>(TAKEN_CLASSES);
  private final Set<String> schemas = new HashSet<>(TAKEN_SCHEMAS);
  private final Map<Object, String> classOf = new HashMap<>();
  private final Map<Kind, String> actionsOf = new HashMap<>();
  private final Map<Object, String> schemaOf = new HashMap<>();

  Names(Specification specification) {
    specification.accounts().ifPresent(_ -> classes.addAll(all("accounts accountroute")));
    for (var code : specification.code()) {
      classes.add(JavaText.codeClass(code.name()).toLowerCase(Locale.ROOT));
    }
    for (var kind : specification.kinds()) {
      classOf.put(kind, free(classes, JavaText.type(kind.plural()), "Resource"));
    }
    for (var kind : specification.kinds()) {
      actionsOf.put(kind, free(classes, JavaText.type(kind.name()) + "Actions", "OfThem"));
    }
    for (var report : specification.reports()) {
      classOf.put(report, free(classes, JavaText.type(report.name()), "Report"));
    }
    for (var function : specification.functions()) {
      classOf.put(function, free(classes, JavaText.type(function.name()), "Function"));
    }
    if (!specification.tools().isEmpty()) {
      classes.add("tooloperation");
    }
    for (var tool : specification.tools()) {
      classOf.put(tool, free(classes, JavaText.type(tool.name()), "Tool"));
    }
    for (var kind : specification.kinds()) {
      schemaOf.put(
          kind,
          schema(JavaText.type(kind.name()), List.of("", "Input", "Replacement", "Patch", "Page")));
    }
    for (var action : specification.actions()) {
      schemaOf.put(
          action, schema(JavaText.type(action.name()) + JavaText.type(action.kind()), IN_AND_OUT));
    }
    for (var report : specification.reports()) {
      schemaOf.put(report, schema(JavaText.type(report.name()), List.of("Report")));
    }
    for (var function : specification.functions()) {
      schemaOf.put(function, schema(JavaText.type(function.name()), IN_AND_OUT));
    }
    for (var tool : specification.tools()) {
      schemaOf.put(tool, schema(JavaText.type(tool.name()), IN_AND_OUT));
    }
  }

  private static final List<String> IN_AND_OUT = List.of("Request", "Answer");

  private static String free(Set<String> taken, String wanted, String suffix) {
    var name = wanted;
    for (var n = 1; !taken.add(name.toLowerCase(Locale.ROOT)); n++) {
      name = wanted + suffix + (n == 1 ? "" : n);
    }
    return name;
  }

  private String schema(String wanted, List<String> suffixes) {
    var name = wanted;
    for (var n = 2; ; n++) {
      var base = name;
      var all = suffixes.stream().map(s -> (base + s).toLowerCase(Locale.ROOT)).toList();
      if (all.stream().noneMatch(schemas::contains)) {
        schemas.addAll(all);
        return name;
      }
      name = wanted + n;
    }
  }

  /** The class of a kind's resource. */
  String of(Kind kind) {
    return name(classOf, kind);
  }

  /** The class of the actions of a kind. */
  String actionsOf(Kind kind) {
    return name(actionsOf, kind);
  }

  String of(Report report) {
    return name(classOf, report);
  }

  String of(Function function) {
    return name(classOf, function);
  }

  String of(ToolOperation tool) {
    return name(classOf, tool);
  }

  /** The first part of the names of a kind's schemas. */
  String schema(Kind kind) {
    return name(schemaOf, kind);
  }

  String schema(Action action) {
    return name(schemaOf, action);
  }

  String schema(Report report) {
    return name(schemaOf, report);
  }

  String schema(Function function) {
    return name(schemaOf, function);
  }

  String schema(ToolOperation tool) {
    return name(schemaOf, tool);
  }

  private static String name(Map<?, String> names, Object of) {
    return Objects.requireNonNull(names.get(of), () -> "no name for " + of);
  }

  /** The method of an action. */
  static String method(Action action) {
    var name = JavaText.lowerCamel(action.name());
    return KEYWORDS.contains(name) ? name + JavaText.type(action.kind()) : name;
  }

  /** A constant such as {@code BORROW}. */
  static String constant(String snake) {
    return snake.toUpperCase(Locale.ROOT);
  }

  /** A path's part such as {@code take-next}. */
  static String path(String snake) {
    return snake.replace('_', '-');
  }

  /** Such as {@code Loans per member.} of {@code loans_per_member}. */
  static String sentence(String snake) {
    var words = words(snake);
    return Character.toUpperCase(words.charAt(0)) + words.substring(1) + ".";
  }

  /** In prose, such as {@code book shelf}. */
  static String words(String snake) {
    return snake.replace('_', ' ').strip();
  }
}
