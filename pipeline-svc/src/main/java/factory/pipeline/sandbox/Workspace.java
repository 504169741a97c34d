package factory.pipeline.sandbox;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where one command runs that keeps nothing: a folder in memory, with the files that it is given.
 * It ends with whoever started it.
 *
 * @param name of its control group: letters, digits and dashes
 * @param scratch a folder of this run alone, outside, which the command never sees
 * @param readable folders and files that it reads where they are
 * @param inputs files that it reads in its own folder, by their names there
 * @param bytes that its files may have together
 * @param seconds of processor time
 */
public record Workspace(
    String name,
    Path scratch,
    List<Path> readable,
    Map<String, Path> inputs,
    long bytes,
    int seconds) {
  /** Where it is for the command: a path that says nothing of this machine. */
  public static final Path FOLDER = Path.of("/job");

  /** Copies. */
  public Workspace {
    readable = List.copyOf(readable);
    inputs = Map.copyOf(inputs);
  }

  Confinement confinement() {
    return new Confinement(readable, List.of(), name);
  }

  List<String> mounts() {
    List<String> mounts =
        new ArrayList<>(
            List.of(
                "--perms", "0777", "--size", Long.toString(bytes), "--tmpfs", FOLDER.toString()));
    new TreeMap<>(inputs)
        .forEach(
            (file, outside) ->
                mounts.addAll(
                    List.of("--ro-bind", outside.toString(), FOLDER.resolve(file).toString())));
    mounts.addAll(List.of("--chdir", FOLDER.toString()));
    return mounts;
  }
}
