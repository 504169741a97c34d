package factory.pipeline.edit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;
import org.eclipse.jgit.merge.MergeAlgorithm;
import org.eclipse.jgit.merge.MergeChunk;
import org.eclipse.jgit.merge.MergeChunk.ConflictState;
import org.jspecify.annotations.Nullable;

/**
 * Puts together what a person has made of files with what they became since, line by line as Git
 * does it. It computes; whoever calls it does so in a {@link factory.pipeline.compute.CpuPool}.
 */
public final class Merge {
  private static final String YOURS = "<<<<<<< yours\n";
  private static final String BETWEEN = "=======\n";
  private static final String WRITTEN = ">>>>>>> written\n";

  /** A file of so many lines is compared as a whole: what Git does is slow where all differ. */
  private static final int MAX_LINES = 20_000;

  private final SortedMap<String, String> files = new TreeMap<>();
  private final List<Conflict> conflicts = new ArrayList<>();

  private Merge() {}

  /**
   * Where both have changed the same lines, in different ways.
   *
   * @param line of the file with both sides in it, where the first begins; from 1
   * @param yours the person's lines; empty when he has deleted them, or the file
   * @param written those that are written now
   */
  public record Conflict(String path, int line, String yours, String written) {}

  /**
   * What comes of it.
   *
   * @param files with both sides in them, marked as Git does, where there are conflicts
   */
  public record Result(SortedMap<String, String> files, List<Conflict> conflicts) {
    /** Copies. */
    public Result {
      files = new TreeMap<>(files);
      conflicts = List.copyOf(conflicts);
    }
  }

  /**
   * Merges. What is not a person's to change is as it is written now.
   *
   * @param base what the person has edited
   * @param yours what came of that
   * @param written what stands in the place of the base now
   */
  public static Result of(
      Map<String, String> base, Map<String, String> yours, Map<String, String> written) {
    var merge = new Merge();
    var paths = new TreeSet<>(yours.keySet());
    paths.addAll(written.keySet());
    for (var path : paths) {
      var now = written.get(path);
      if (Editable.is(path)) {
        merge.file(path, base.get(path), yours.get(path), now);
      } else if (now != null) {
        merge.files.put(path, now);
      }
    }
    return new Result(merge.files, merge.conflicts);
  }

  /** A text that is not there is null. */
  private void file(
      String path, @Nullable String base, @Nullable String yours, @Nullable String written) {
    if (Objects.equals(base, written) || Objects.equals(yours, written)) {
      put(path, yours);
    } else if (Objects.equals(base, yours)) {
      put(path, written);
    } else if (yours == null || written == null || base == null) {
      // Changed here and deleted there, or two new ones of the same name.
      whole(path, yours == null ? "" : yours, written == null ? "" : written);
    } else {
      lines(path, raw(base), raw(yours), raw(written));
    }
  }

  private void put(String path, @Nullable String text) {
    if (text != null) {
      files.put(path, text);
    }
  }

  private void whole(String path, String yours, String written) {
    conflicts.add(new Conflict(path, 1, yours, written));
    files.put(path, YOURS + ended(yours) + BETWEEN + ended(written) + WRITTEN);
  }

  private void lines(String path, RawText base, RawText yours, RawText written) {
    if (base.size() + yours.size() + written.size() > MAX_LINES) {
      whole(path, yours.getString(0, yours.size(), false), text(written));
      return;
    }
    var merged = new MergeAlgorithm().merge(RawTextComparator.DEFAULT, base, yours, written);
    var out = new StringBuilder();
    var side = new String[] {"", "", ""};
    var open = false;
    for (MergeChunk chunk : merged) {
      var sequence = merged.getSequences().get(chunk.getSequenceIndex());
      var text = sequence.getString(chunk.getBegin(), chunk.getEnd(), false);
      if (open
          && (chunk.getConflictState() == ConflictState.NO_CONFLICT
              || chunk.getConflictState() == ConflictState.FIRST_CONFLICTING_RANGE)) {
        conflict(path, out, side);
        open = false;
      }
      if (chunk.getConflictState() == ConflictState.NO_CONFLICT) {
        out.append(text);
      } else {
        if (!open) {
          side = new String[] {"", "", ""};
          open = true;
        }
        side[chunk.getSequenceIndex()] += text;
      }
    }
    if (open) {
      conflict(path, out, side);
    }
    files.put(path, out.toString());
  }

  /**
   * @param side the lines of base, person and writer
   */
  private void conflict(String path, StringBuilder out, String[] side) {
    if (isImports(side[0]) && isImports(side[1]) && isImports(side[2])) {
      // Names that one side brings along are no matter of the other.
      var all = new TreeSet<>(side[2].lines().toList());
      side[1].lines().filter(line -> side[0].lines().noneMatch(line::equals)).forEach(all::add);
      all.forEach(line -> out.append(line).append('\n'));
      return;
    }
    var line = 1 + (int) out.chars().filter(c -> c == '\n').count();
    conflicts.add(new Conflict(path, line, side[1], side[2]));
    out.append(YOURS).append(ended(side[1])).append(BETWEEN).append(ended(side[2])).append(WRITTEN);
  }

  private static boolean isImports(String lines) {
    return lines.lines().allMatch(line -> line.matches("import [\\w.* ]+;"));
  }

  private static String ended(String text) {
    return text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
  }

  private static RawText raw(String text) {
    return new RawText(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(RawText raw) {
    return raw.getString(0, raw.size(), false);
  }
}
