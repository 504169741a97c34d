package factory.pipeline.build;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.FieldModel;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The classes that the code of a specification has become. Code computes: what it may name of Java
 * is a list, and nothing on it gives another answer the next time, keeps something for the next
 * caller, or reaches out of the computation. What is on no list is refused by its name. Each method
 * and each way back in one asks the runtime's {@code Code.tick} first, so that loops end.
 */
final class CodeClasses {
  /** Where they are, below the folder of classes. */
  static final String FOLDER = "factory/generated/code";

  private static final String RUNTIME = "factory/runtime/Code";
  private static final ClassDesc CODE = ClassDesc.ofInternalName(RUNTIME);

  /** Classes and packages ({@code /*}) that code may name. */
  private static final Set<String> ALLOWED = words("code-classes.txt");

  /** Of these the members that it may not: {@code java/lang/Math.random}, {@code *.parallel}. */
  private static final Set<String> DENIED = words("code-denied.txt");

  private CodeClasses() {}

  /** Whether sources have any. */
  static boolean areIn(Path sources) {
    return Files.isDirectory(sources.resolve("src").resolve(FOLDER));
  }

  /**
   * Refuses what they may not, and makes their loops end.
   *
   * @param classes the folder of all classes
   * @throws CompilationFailed when one asks for more than it may
   */
  static void bound(Path classes) throws IOException, CompilationFailed {
    var folder = classes.resolve(FOLDER);
    if (!Files.isDirectory(folder)) {
      return;
    }
    var format = format(classes);
    for (var file : SourceCompiler.filesBelow(folder).sorted().toList()) {
      var read = format.parse(Files.readAllBytes(file));
      var refused = new TreeSet<String>();
      look(read, refused);
      if (!refused.isEmpty()) {
        throw new CompilationFailed(
            "%s: code computes from what it is given, and nothing else; it may not use %s"
                .formatted(source(read), String.join(", ", refused)));
      }
      Files.write(file, format.transformClass(read, ticking()));
    }
  }

  /** What is written again has to know what its own classes extend. */
  private static ClassFile format(Path classes) {
    return ClassFile.of(
        ClassFile.ClassHierarchyResolverOption.of(
            ClassHierarchyResolver.ofResourceParsing(type -> open(classes, type))
                .orElse(ClassHierarchyResolver.defaultResolver())
                .cached()));
  }

  private static @Nullable InputStream open(Path classes, ClassDesc type) {
    var descriptor = type.descriptorString();
    var file = classes.resolve(descriptor.substring(1, descriptor.length() - 1) + ".class");
    try {
      return Files.isRegularFile(file) ? Files.newInputStream(file) : null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String source(ClassModel read) {
    return "src/"
        + FOLDER
        + "/"
        + read.findAttribute(Attributes.sourceFile())
            .map(file -> file.sourceFile().stringValue())
            .orElse("");
  }

  private static void look(ClassModel read, Set<String> refused) {
    for (var entry : read.constantPool()) {
      switch (entry) {
        case MemberRefEntry member -> member(member, refused);
        case ClassEntry type -> type(type.asInternalName(), refused);
        default -> {}
      }
    }
    read.fields().forEach(field -> field(read, field, refused));
    for (var method : read.methods()) {
      if (method.flags().has(AccessFlag.NATIVE) || method.flags().has(AccessFlag.SYNCHRONIZED)) {
        refused.add("a native or synchronized method");
      }
      if (method.methodName().equalsString("finalize")) {
        refused.add("finalize");
      }
      instructions(method, refused);
    }
  }

  private static void instructions(MethodModel method, Set<String> refused) {
    method
        .code()
        .ifPresent(
            code ->
                code.forEach(
                    element -> {
                      if (element instanceof MonitorInstruction) {
                        refused.add("synchronized");
                      }
                    }));
  }

  private static void type(String name, Set<String> refused) {
    var of = name;
    while (of.startsWith("[")) {
      of = of.substring(1);
    }
    if (of.length() < name.length()) {
      if (!of.startsWith("L")) {
        return;
      }
      of = of.substring(1, of.length() - 1);
    }
    var found =
        of.startsWith(FOLDER + "/")
            || of.equals(RUNTIME)
            || ALLOWED.contains(of)
            || ALLOWED.contains(of.substring(0, of.lastIndexOf('/') + 1) + "*");
    if (!found) {
      refused.add(shown(of));
    }
  }

  private static void member(MemberRefEntry member, Set<String> refused) {
    var owner = member.owner().asInternalName();
    var name = member.name().stringValue();
    var type = member.type().stringValue();
    // Its own members are called as it likes.
    if (!owner.startsWith(FOLDER + "/")
        && (DENIED.contains(owner + "." + name)
            || DENIED.contains(owner + "." + name + type)
            || DENIED.contains("*." + name))) {
      refused.add(shown(owner) + "." + name);
    }
  }

  /** What is kept outlives a call: constants may be, and what the compiler makes of enums. */
  private static void field(ClassModel read, FieldModel field, Set<String> refused) {
    var isFinal = field.flags().has(AccessFlag.FINAL);
    var isEnum = read.flags().has(AccessFlag.ENUM);
    var type = field.fieldType().stringValue();
    var plain = type.length() == 1 || type.equals("Ljava/lang/String;");
    var own = type.replace("[", "").equals("L" + read.thisClass().asInternalName() + ";");
    var constant = isFinal && (plain || field.flags().has(AccessFlag.SYNTHETIC) || (isEnum && own));
    if ((field.flags().has(AccessFlag.STATIC) || isEnum) && !constant) {
      refused.add(
          "the static field %s, which the next call would see (make it a local variable or a"
                  .formatted(field.fieldName().stringValue())
              + " parameter)");
    }
  }

  private static String shown(String internal) {
    return internal.replace('/', '.').replace('$', '.');
  }

  private static ClassTransform ticking() {
    return (builder, element) -> {
      if (element instanceof MethodModel method && method.code().isPresent()) {
        builder.transformMethod(
            method, MethodTransform.transformingCode(new Ticking(method.code().get())));
      } else {
        builder.with(element);
      }
    };
  }

  /**
   * Puts a tick at the beginning, before whatever may lead back, and where something was caught:
   * what ends code that takes too long may have been, and is thrown again there.
   */
  private static final class Ticking implements CodeTransform {
    private final Map<Label, Integer> places = new HashMap<>();
    private final Set<Label> handlers = new HashSet<>();
    private final Set<Label> passed = new HashSet<>();
    private boolean begun;

    Ticking(CodeModel code) {
      for (var element : code) {
        switch (element) {
          case LabelTarget target -> places.put(target.label(), places.size());
          case ExceptionCatch caught -> handlers.add(caught.handler());
          default -> {}
        }
      }
    }

    @Override
    public void accept(CodeBuilder builder, CodeElement element) {
      if (!begun) {
        begun = true;
        ask(builder, "tick");
      }
      switch (element) {
        case ExceptionCatch caught -> guard(builder, caught);
        case BranchInstruction branch when passed.contains(branch.target()) -> {
          ask(builder, "tick");
          builder.with(branch);
        }
        case LabelTarget target -> {
          builder.with(target);
          passed.add(target.label());
          if (handlers.contains(target.label())) {
            ask(builder, "caught");
          }
        }
        default -> builder.with(element);
      }
    }

    /**
     * A handler as javac makes it for {@code finally} also catches what its own first instruction
     * throws, and would catch for ever what ends it: it catches what comes before it alone.
     */
    private void guard(CodeBuilder builder, ExceptionCatch caught) {
      var from = place(caught.tryStart());
      var handler = place(caught.handler());
      if (from <= handler && handler < place(caught.tryEnd())) {
        if (from < handler) {
          builder.exceptionCatch(
              caught.tryStart(), caught.handler(), caught.handler(), caught.catchType());
        }
      } else {
        builder.with(caught);
      }
    }

    private int place(Label label) {
      return places.getOrDefault(label, Integer.MAX_VALUE);
    }

    private static void ask(CodeBuilder builder, String method) {
      builder.invokestatic(CODE, method, MethodTypeDesc.of(ConstantDescs.CD_void));
    }
  }

  private static Set<String> words(String resource) {
    try (var in = CodeClasses.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is not on the class path");
      }
      var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Set.copyOf(
          text.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
