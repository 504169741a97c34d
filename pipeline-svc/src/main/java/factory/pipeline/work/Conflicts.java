package factory.pipeline.work;

import factory.pipeline.edit.Merge.Conflict;
import java.util.List;
import java.util.stream.Collectors;

/** Conflicts of a person's source with what is written now, in the words of a job. */
final class Conflicts {
  private static final int SHOWN = 5;
  private static final int LINES = 3;
  private static final int WIDTH = 120;

  private Conflicts() {}

  static String words(List<Conflict> conflicts) {
    var all = conflicts.size();
    return "The source was changed by hand where the specification changes it too, so no version was made and nothing was overwritten:\n"
        + conflicts.stream().limit(SHOWN).map(Conflicts::shown).collect(Collectors.joining("\n"))
        + (all > SHOWN ? "\nand %d more".formatted(all - SHOWN) : "")
        + "\nGET /services/{id}/source?of=draft has both sides of each; put the source as it is to be with PUT and the same of.";
  }

  private static String shown(Conflict conflict) {
    return "%s:%d: yours: %s; written: %s"
        .formatted(
            conflict.path(), conflict.line(), shown(conflict.yours()), shown(conflict.written()));
  }

  private static String shown(String side) {
    var lines = side.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    if (lines.isEmpty()) {
      return "nothing";
    }
    return lines.stream().limit(LINES).map(Conflicts::cut).collect(Collectors.joining(" "))
        + (lines.size() > LINES ? " (%d lines)".formatted(lines.size()) : "");
  }

  private static String cut(String line) {
    return line.length() <= WIDTH ? line : line.substring(0, WIDTH - 3) + "...";
  }
}
