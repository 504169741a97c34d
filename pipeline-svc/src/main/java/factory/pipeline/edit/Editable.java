package factory.pipeline.edit;

import factory.mesh.Refused;
import factory.pipeline.write.Artifact;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which files of a service are a person's to change: its Java and the texts beside it, and its
 * README. What else there is says what the service is, or how it is run, and follows from the
 * specification.
 */
final class Editable {
  /** Where everything is that is compiled. */
  static final String ROOT = "src/";

  private static final String PACKAGE = ROOT + "factory/generated/";
  private static final String README = "README.md";

  /** What editors, systems and {@code run.sh} leave behind. */
  private static final List<String> IGNORED =
      List.of("build/", ".git/", ".idea/", ".vscode/", "__MACOSX/");

  private Editable() {}

  static boolean isIgnored(String path) {
    return IGNORED.stream().anyMatch(path::startsWith)
        || path.endsWith(".DS_Store")
        || path.substring(path.lastIndexOf('/') + 1).startsWith("._");
  }

  /** Whether a person may change, add or delete it. */
  static boolean is(String path) {
    return path.equals(README) || (path.startsWith(PACKAGE) && !path.endsWith(".class"));
  }

  /**
   * The files of a version with what somebody has made of those that are his to change.
   *
   * @param given what was handed in; a file of the platform's may be missing, or as it was
   * @param onto the files that the specification makes
   * @param before those that it was edited from
   * @throws Refused naming the file that is not as it may be
   */
  static SortedMap<String, String> merged(
      Map<String, String> given, Artifact onto, Artifact before) {
    SortedMap<String, String> files = new TreeMap<>();
    onto.files()
        .forEach(
            (path, text) -> {
              if (!is(path) || path.equals(README)) {
                files.put(path, text);
              }
            });
    given.forEach(
        (path, text) -> {
          if (is(path)) {
            files.put(path, text);
          } else if (!text.equals(onto.files().get(path))
              && !text.equals(before.files().get(path))) {
            throw SourceArchive.refused(why(path, onto));
          }
        });
    if (given.keySet().stream().noneMatch(path -> is(path) && path.endsWith(".java"))) {
      throw SourceArchive.refused("must hold the service's Java files below " + PACKAGE);
    }
    return files;
  }

  private static String why(String path, Artifact onto) {
    var shown = SourceArchive.shown(path);
    if (path.equals(Artifact.SPECIFICATION)) {
      return shown
          + " says what the service is; leave it as it was, and change the specification with PATCH /services/{id}";
    }
    return onto.files().containsKey(path)
        ? shown + " follows from the specification; leave it as it was, or out"
        : shown + " has no place in a service; files go below " + PACKAGE;
  }
}
