package factory.pipeline.tool;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A program that services may have run on bytes. Callers give bytes and values of its options, and
 * never an argument, a name or a path.
 *
 * @param name what services call it
 * @param program its absolute path
 * @param arguments its vector; no shell reads it
 * @param files what the program reads besides the libraries of this machine
 * @param takes the media types of what it takes; anything where this is empty
 * @param many whether it takes several inputs
 * @param gives the media type of what it writes to its standard output
 * @param exits the codes that it ends with when it has done its work
 * @param options by their names
 */
public record Tool(
    String name,
    Path program,
    List<Argument> arguments,
    List<Path> files,
    Set<String> takes,
    boolean many,
    String gives,
    Set<Integer> exits,
    Map<String, Option> options,
    Limits limits) {
  static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");
  static final Pattern OPTION = Pattern.compile("[a-z][a-z0-9_]{0,39}");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z:_0-9]+)\\}");
  private static final Set<String> OURS = Set.of("in", "in:list", "out", "type");

  /** Keeps copies. */
  public Tool {
    arguments = List.copyOf(arguments);
    files = List.copyOf(files);
    takes = Set.copyOf(takes);
    exits = Set.copyOf(exits);
    options = Map.copyOf(options);
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("name: '" + name + "' is not small letters, digits and -");
    }
    if (!program.isAbsolute()) {
      throw new IllegalArgumentException("program: '" + program + "' is no absolute path");
    }
    var used = new LinkedHashSet<String>();
    arguments.forEach(argument -> argument.texts().forEach(text -> used.addAll(named(text))));
    for (var placeholder : used) {
      if (!OURS.contains(placeholder) && !options.containsKey(placeholder)) {
        throw new IllegalArgumentException(
            "arguments: {"
                + placeholder
                + "} is no option; others are {in}, {in:list}, {out}, {type}");
      }
    }
    if (used.contains("in") == used.contains("in:list") || used.contains("in:list") != many) {
      throw new IllegalArgumentException(
          "arguments: take one input by {in}, or several by {in:list}");
    }
  }

  /** A part of the vector. */
  sealed interface Argument {
    /** What is in it. */
    List<String> texts();

    /** One argument. */
    record Text(String text) implements Argument {
      @Override
      public List<String> texts() {
        return List.of(text);
      }
    }

    /** Arguments that are there when each of the options in them is given. */
    record Group(List<String> texts) implements Argument {
      /** Keeps a copy. */
      public Group {
        texts = List.copyOf(texts);
      }
    }
  }

  /** What a caller may choose. */
  public sealed interface Option {
    /** Whether a text is a value of it. */
    boolean takes(String value);

    /** A whole number. */
    record Whole(long min, long max) implements Option {
      @Override
      public boolean takes(String value) {
        return value.matches("0|-?[1-9][0-9]{0,8}")
            && Long.parseLong(value) >= min
            && Long.parseLong(value) <= max;
      }
    }

    /** One of some words. */
    record Words(Set<String> words) implements Option {
      private static final Pattern WORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,39}");

      /** Keeps a copy. */
      public Words {
        words = Set.copyOf(words);
        if (words.isEmpty() || !words.stream().allMatch(word -> WORD.matcher(word).matches())) {
          throw new IllegalArgumentException(
              "words: each is letters, digits, _ . and -, and no first -");
        }
      }

      @Override
      public boolean takes(String value) {
        return words.contains(value);
      }
    }
  }

  /**
   * What one run may use up.
   *
   * @param memoryBytes with its files, which are in memory
   * @param inputBytes of all that it is given
   */
  public record Limits(
      int seconds, long memoryBytes, int processes, long inputBytes, long outputBytes) {
    /** Of a small tool. */
    public static final Limits USUAL = new Limits(10, 256L << 20, 16, 10L << 20, 10L << 20);
  }

  /** Whether a program takes a media type. */
  boolean takes(String type) {
    return takes.isEmpty() || takes.contains(type);
  }

  /**
   * What is wrong with values of options; empty when nothing is.
   *
   * @param values by the names of options
   */
  Optional<String> wrong(Map<String, String> values) {
    for (var value : new TreeMap<>(values).entrySet()) {
      var option = options.get(value.getKey());
      if (option == null || !option.takes(value.getValue())) {
        return Optional.of(
            "the tool takes no such " + (option == null ? "option" : value.getKey()));
      }
    }
    return Optional.empty();
  }

  /**
   * The vector of one run, the program first.
   *
   * @param program as it is called
   * @param inputs the names of files where it runs
   * @param type the short name of the first one's type, such as {@code png}
   */
  List<String> vector(Path program, List<String> inputs, String type, Map<String, String> values) {
    List<String> vector = new ArrayList<>(List.of(program.toString()));
    for (var argument : arguments) {
      if (argument instanceof Argument.Group(var texts)
          && texts.stream()
              .flatMap(text -> named(text).stream())
              .anyMatch(name -> !OURS.contains(name) && !values.containsKey(name))) {
        continue;
      }
      for (var text : argument.texts()) {
        if (text.equals("{in:list}")) {
          vector.addAll(inputs);
        } else {
          vector.add(filled(text, inputs, type, values));
        }
      }
    }
    return vector;
  }

  private static String filled(
      String text, List<String> inputs, String type, Map<String, String> values) {
    return PLACEHOLDER
        .matcher(text)
        .replaceAll(
            found ->
                switch (found.group(1)) {
                  case "in" -> inputs.getFirst();
                  case "out" -> "-";
                  case "type" -> type;
                  default -> values.getOrDefault(found.group(1), "");
                });
  }

  private static List<String> named(String text) {
    return PLACEHOLDER.matcher(text).results().map(result -> result.group(1)).toList();
  }
}
