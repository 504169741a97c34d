package factory.pipeline.tool;

import java.nio.file.Files;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The tools that there are: those of an operator's list whose programs are on this machine. */
public final class Toolbox {
  /** Without any. */
  public static final Toolbox EMPTY = new Toolbox(Map.of());

  private final Map<String, Tool> tools;

  private Toolbox(Map<String, Tool> tools) {
    this.tools = Collections.unmodifiableMap(new TreeMap<>(tools));
  }

  /** Those of a list whose programs are here; of two of one name the later one. */
  public static Toolbox of(Collection<Tool> listed) {
    Map<String, Tool> found = new TreeMap<>();
    for (var tool : listed) {
      found.remove(tool.name());
      if (Files.isExecutable(tool.program())) {
        found.put(tool.name(), tool);
      }
    }
    return new Toolbox(found);
  }

  /** The tool of that name. */
  public Optional<Tool> find(String name) {
    return Optional.ofNullable(tools.get(name));
  }

  /** All of them, by their names. */
  public List<Tool> all() {
    return List.copyOf(tools.values());
  }

  /** What is here, for an operator to read. */
  public String words() {
    return tools.isEmpty() ? "no tools" : "tools: " + String.join(", ", tools.keySet());
  }
}
