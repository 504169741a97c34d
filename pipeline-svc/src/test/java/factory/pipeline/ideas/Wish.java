package factory.pipeline.ideas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * What somebody wants, in several wordings, with tests that were written from it alone: no reader
 * was looked at, and no specification. {@code ideas/README.md} says how they are noted.
 *
 * @param name of its file, without the ending
 * @param held whether whoever writes rules has never seen it
 * @param wordings by their style, as {@code bullets}; the first one is as it was first typed
 * @param expected what is the honest thing to do
 * @param named what must be named besides, in what is left out, asked or told: of each list one
 * @param words other words for the names that its tests use
 * @param answers what its author means, where a reader asks
 * @param tests with {@code name}, {@code do}, and maybe {@code about} and {@code only}
 */
record Wish(
    String name,
    boolean held,
    Map<String, String> wordings,
    Expected expected,
    List<List<String>> named,
    Map<String, List<String>> words,
    List<Clicks.Meant> answers,
    List<JsonNode> tests) {
  private static final Path RESOURCES = Path.of("src/test/resources");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> KEYS =
      Set.of("wordings", "expect", "named", "words", "answers", "tests");
  private static final Set<String> TEST_KEYS = Set.of("name", "do", "about", "only");

  /** The honest thing to do. */
  enum Expected {
    /** All of it can be served. */
    SERVE,
    /** Some of it can; the rest is named in what is left out. */
    PART,
    /** It does not say enough, or contradicts itself: somebody must be asked. */
    ASK,
    /** It cannot be done from here, or should not be, or is no idea of a service. */
    REFUSE
  }

  /** All of them, those held back last, in the order of their names. */
  static List<Wish> all() {
    return Stream.concat(in("ideas", false).stream(), in("ideas-held", true).stream()).toList();
  }

  /** The one of that name, of those that are not held back. */
  static Wish named(String name) {
    return read(RESOURCES.resolve("ideas").resolve(name + ".yaml"), false);
  }

  /** What kind of wording it is: {@code bullets2} is of {@code bullets}. */
  static String style(String wording) {
    return wording.replaceFirst("[0-9]+$", "");
  }

  private static List<Wish> in(String folder, boolean held) {
    try (var files = Files.list(RESOURCES.resolve(folder))) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(".yaml"))
          .sorted()
          .map(file -> read(file, held))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Wish read(Path file, boolean held) {
    var name = file.getFileName().toString().replaceFirst("\\.yaml$", "");
    try {
      return parsed(name, held, Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }

  /** One from the text of its file. */
  static Wish parsed(String name, boolean held, String yaml) {
    JsonNode all = JSON.valueToTree(plainTexts().load(yaml));
    requireKnown(all, KEYS);
    Map<String, String> wordings = new LinkedHashMap<>();
    all.path("wordings")
        .properties()
        .forEach(each -> wordings.put(each.getKey(), each.getValue().asText()));
    Map<String, List<String>> words = new LinkedHashMap<>();
    all.path("words").properties().forEach(e -> words.put(e.getKey(), texts(e.getValue())));
    List<JsonNode> tests = new ArrayList<>();
    all.path("tests").forEach(tests::add);
    tests.forEach(test -> requireKnown(test, TEST_KEYS));
    return new Wish(
        name,
        held,
        wordings,
        Expected.valueOf(all.path("expect").asText().toUpperCase(Locale.ROOT)),
        StreamSupport.stream(all.path("named").spliterator(), false).map(Wish::texts).toList(),
        words,
        StreamSupport.stream(all.path("answers").spliterator(), false)
            .map(one -> new Clicks.Meant(texts(one.path("of")), texts(one.path("choose"))))
            .toList(),
        tests);
  }

  /** The texts of a list, or the one that stands for itself. */
  static List<String> texts(JsonNode node) {
    return node.isArray()
        ? StreamSupport.stream(node.spliterator(), false).map(JsonNode::asText).toList()
        : node.isMissingNode() ? List.of() : List.of(node.asText());
  }

  private static void requireKnown(JsonNode object, Set<String> keys) {
    Set<String> unknown = new LinkedHashSet<>();
    object.fieldNames().forEachRemaining(unknown::add);
    unknown.removeAll(keys);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException("unknown keys " + unknown);
    }
  }

  /** YAML whose days, times and words such as {@code on} are texts, as they are in JSON. */
  private static Yaml plainTexts() {
    var options = new LoaderOptions();
    var dump = new DumperOptions();
    var resolver =
        new Resolver() {
          @Override
          protected void addImplicitResolvers() {
            addImplicitResolver(Tag.BOOL, Pattern.compile("true|false"), "tf");
            addImplicitResolver(Tag.INT, Pattern.compile("-?(?:0|[1-9][0-9]*)"), "-0123456789");
            addImplicitResolver(Tag.FLOAT, Pattern.compile("-?[0-9]+\\.[0-9]+"), "-0123456789");
            addImplicitResolver(Tag.NULL, Pattern.compile("null"), "n");
          }
        };
    return new Yaml(new SafeConstructor(options), new Representer(dump), dump, options, resolver);
  }
}
