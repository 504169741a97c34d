package factory.pipeline.tool;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import factory.pipeline.tool.Tool.Argument;
import factory.pipeline.tool.Tool.Limits;
import factory.pipeline.tool.Tool.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * An operator's list of tools, as JSON: {@code {"usual": true, "tools": [...]}}. One of a usual
 * tool's name replaces that; {@code usual} false leaves all of those out.
 */
public final class ToolList {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long MIB = 1 << 20;

  private static final Set<String> KNOWN =
      Set.of(
          "name",
          "program",
          "arguments",
          "files",
          "takes",
          "gives",
          "exits",
          "options",
          "seconds",
          "memory_mib",
          "processes",
          "input_mib",
          "output_mib");

  private ToolList() {}

  /**
   * Reads a list.
   *
   * @throws IllegalArgumentException that names what is wrong
   */
  public static List<Tool> read(Path file) {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new IllegalArgumentException("'" + file + "' cannot be read", e);
    }
    return parse(text);
  }

  /**
   * The same of a text.
   *
   * @throws IllegalArgumentException that names what is wrong
   */
  public static List<Tool> parse(String text) {
    JsonNode root;
    try {
      root = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the list is not JSON: " + e.getOriginalMessage(), e);
    }
    known(root, Set.of("usual", "tools"), "the list");
    List<Tool> all = new ArrayList<>();
    if (root.path("usual").asBoolean(true)) {
      all.addAll(UsualTools.all());
    }
    var at = 0;
    for (var one : root.path("tools")) {
      try {
        all.add(tool(one));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("tools/" + at + ": " + e.getMessage(), e);
      }
      at++;
    }
    return all;
  }

  private static Tool tool(JsonNode json) {
    known(json, KNOWN, "a tool");
    List<Argument> arguments = new ArrayList<>();
    for (var one : json.path("arguments")) {
      arguments.add(
          one.isArray()
              ? new Argument.Group(texts(one))
              : new Argument.Text(text(one, "arguments")));
    }
    Map<String, Option> options = new TreeMap<>();
    for (var option : json.path("options").properties()) {
      if (!Tool.OPTION.matcher(option.getKey()).matches()) {
        throw new IllegalArgumentException("options: '" + option.getKey() + "' is no name");
      }
      options.put(option.getKey(), option(option.getValue()));
    }
    Set<Integer> exits = new LinkedHashSet<>();
    json.path("exits").forEach(code -> exits.add(code.asInt()));
    var usual = Limits.USUAL;
    return new Tool(
        text(json.path("name"), "name"),
        Path.of(text(json.path("program"), "program")),
        arguments,
        texts(json.path("files")).stream().map(Path::of).toList(),
        Set.copyOf(texts(json.path("takes"))),
        arguments.contains(new Argument.Text("{in:list}")),
        text(json.path("gives"), "gives"),
        exits.isEmpty() ? Set.of(0) : exits,
        options,
        new Limits(
            whole(json, "seconds", usual.seconds(), 1, 120),
            MIB * whole(json, "memory_mib", (int) (usual.memoryBytes() / MIB), 16, 4096),
            whole(json, "processes", usual.processes(), 1, 256),
            MIB * whole(json, "input_mib", (int) (usual.inputBytes() / MIB), 1, 10),
            MIB * whole(json, "output_mib", (int) (usual.outputBytes() / MIB), 1, 64)));
  }

  private static Option option(JsonNode json) {
    known(json, Set.of("min", "max", "words"), "an option");
    return json.has("words")
        ? new Option.Words(Set.copyOf(texts(json.path("words"))))
        : new Option.Whole(
            whole(json, "min", 0, -999_999_999, 999_999_999),
            whole(json, "max", 999_999_999, -999_999_999, 999_999_999));
  }

  private static void known(JsonNode json, Set<String> keys, String what) {
    if (!json.isObject()) {
      throw new IllegalArgumentException(what + " must be an object");
    }
    json.fieldNames()
        .forEachRemaining(
            key -> {
              if (!keys.contains(key)) {
                throw new IllegalArgumentException(
                    key + ": is not known; known are " + keys.stream().sorted().toList());
              }
            });
  }

  private static List<String> texts(JsonNode json) {
    List<String> texts = new ArrayList<>();
    json.forEach(one -> texts.add(text(one, "a list")));
    return texts;
  }

  private static String text(JsonNode json, String name) {
    if (!json.isTextual() || json.textValue().isEmpty()) {
      throw new IllegalArgumentException(name + ": must be a text");
    }
    return json.textValue();
  }

  private static int whole(JsonNode json, String name, int otherwise, int min, int max) {
    if (!json.has(name)) {
      return otherwise;
    }
    var value = json.path(name);
    if (!value.canConvertToInt() || value.asInt() < min || value.asInt() > max) {
      throw new IllegalArgumentException(
          name + ": must be a whole number from " + min + " to " + max);
    }
    return value.asInt();
  }
}
