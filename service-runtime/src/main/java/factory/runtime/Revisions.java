package factory.runtime;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Entity tags of records: which state of a record a caller has seen. */
final class Revisions {
  private Revisions() {}

  /**
   * A strong tag: another for each change, of the record's figures and of its fields too, and of
   * what depends on the moment.
   */
  static String etag(Row row) {
    var checksum = new CRC32C();
    checksum.update(row.resource().shape());
    checksum.update(row.figures().toString().getBytes(StandardCharsets.UTF_8));
    row.resource().fields().stream()
        .filter(Field::isOfTheMoment)
        .forEach(
            field ->
                checksum.update(
                    String.valueOf(row.value(field.name())).getBytes(StandardCharsets.UTF_8)));
    row.others().values().stream()
        .map(Revisions::etag)
        .sorted()
        .forEach(other -> checksum.update(other.getBytes(StandardCharsets.UTF_8)));
    return "\"%d-%08x\"".formatted(row.revision(), checksum.getValue());
  }

  /**
   * Checks {@code If-Match}; one that is empty was not sent.
   *
   * @throws Problem REVISION_MISMATCH when it names other states only
   */
  static void require(String ifMatch, Row row) {
    if (!ifMatch.isEmpty() && !ifMatch.strip().equals("*") && !names(ifMatch, etag(row))) {
      throw Problem.revisionMismatch();
    }
  }

  /** Whether {@code If-None-Match} names this state, so that it need not be sent again. */
  static boolean isKnown(String ifNoneMatch, Row row) {
    return isKnown(ifNoneMatch, etag(row));
  }

  /** The same of a state by its tag. */
  static boolean isKnown(String ifNoneMatch, String etag) {
    // What was compressed on the way came with a weak tag: good enough for reading.
    return ifNoneMatch.strip().equals("*")
        || (!ifNoneMatch.isEmpty() && names(ifNoneMatch.replace("W/", ""), etag));
  }

  private static boolean names(String tags, String etag) {
    return Arrays.stream(tags.split(",", -1)).map(String::strip).anyMatch(etag::equals);
  }
}
